/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days and times in words, in the terminal's own time zone. @language: "id", "en", "jv", "su" or
 * "mad"; Indonesian for any other. What is no date comes back as it is. All (transfer full). */

/* "Kamis, 3 Desember 2026" of a date or an RFC 3339 time */
char *anj_when_day (const char *iso, const char *language);
/* "Senin, 23 November 2026, 09.44"; without the time where @iso has none */
char *anj_when_moment (const char *iso, const char *language);
/* "Oktober–Desember 2026" of "2026-Q4", "Oktober 2026" of "2026-10", "2026" of itself */
char *anj_when_period (const char *period, const char *language);
/* working days from @now to the day @iso, not counting @now's; 0 when it has passed */
guint anj_when_working_days_until (GDateTime *now, const char *iso);

G_END_DECLS
