/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_curtain_run:
 * @size: (nullable): as anj_panel_measure() takes it
 * @px_per_mm: as anj_panel_measure() takes it
 * @language: of its words
 * @test_accessibility: leave the accessibility bus
 *
 * What is seen where no screen is: the page's colour, the mark and "Mohon tunggu". The lowest
 * window, in a process of its own; it lies there for as long as the supervisor runs. Holds no data,
 * speaks to no agent and takes no input: touches and keys end in it.
 *
 * Returns: exit code when it cannot start, with one line on standard error; else the process ends
 *   when the supervisor says so
 */
int anj_curtain_run (const char *size,
                     double px_per_mm,
                     const char *language,
                     gboolean test_accessibility);

G_END_DECLS
