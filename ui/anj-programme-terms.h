/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* What the configuration tells of a programme to a family that it does not list. @entry: of
 * config.programmes. */

/* (transfer full) (nullable): what it gives by its rules, an amount a line: "Perkiraan Rp200.000
 * setiap bulan, per 22 November 2026."; only amounts that are certain */
char *anj_programme_terms_amounts (JsonObject *entry, const char *language);
/* (transfer full) (nullable): how often and by which way it comes */
char *anj_programme_terms_how (JsonObject *entry, const char *language);
/* (transfer full) (nullable): papers to bring, "KTP, Kartu Keluarga": those that @referral
 * (nullable) needs, else the programme's */
char *anj_programme_terms_papers (AnjVisit *visit, JsonObject *entry, JsonObject *referral);

G_END_DECLS
