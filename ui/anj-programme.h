/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-household.h"

G_BEGIN_DECLS

/* What an element of household.programmes says. */

AnjProgrammeClass anj_programme_class (JsonObject *programme);
/* (transfer none) (nullable): of the latest date */
JsonObject *anj_programme_newest_payment (JsonObject *programme);
/* (transfer container) (element-type JsonObject): those before it that had money in them, newest
 * first; money that is told twice is there once. Lives as long as @programme */
GPtrArray *anj_programme_earlier_payments (JsonObject *programme);

/**
 * anj_programme_expected:
 * @today: "2026-11-22"
 *
 * When the next payment may come: the month or quarter after the newest payment's; else, where only
 * days are told, as far behind it as it came behind the one before.
 *
 * Returns: (transfer full) (nullable): "2027-Q1" or "2027-02", for anj_when_period(); %NULL where
 *   nothing tells it, or it has passed
 */
char *anj_programme_expected (JsonObject *programme, const char *today);

/* whether both are of one period and stage */
gboolean anj_programme_is_same_stage (JsonObject *payment, JsonObject *other);
/* (transfer full): "Tahap 4, Oktober–Desember 2026"; "" when the payment says neither */
char *anj_programme_payment_period (JsonObject *payment, const char *language);
/* "whom", a text in languages or a plain string; "" when there is none */
const char *anj_programme_whom (JsonObject *programme, const char *language);

/**
 * anj_programme_money_step:
 *
 * How far the money has come on the way that all cash aid takes, as the configuration has it for
 * the programme's state.
 *
 * Returns: 1 family found eligible, 2 account checked, 3 payment ordered, 4 paid out; 0 when the
 *   programme's state is not one of that way (insurance, meals, training)
 */
guint anj_programme_money_step (JsonObject *programme);
/* whether money of that way is known to be in the family's account */
gboolean anj_programme_has_arrived (JsonObject *programme);
/* whether it counts as paid while the money of that way is not known to be there */
gboolean anj_programme_is_under_way (JsonObject *programme);
/* whether the family gets nothing of it, for a reason that is told */
gboolean anj_programme_is_refused (JsonObject *programme);
/* whether the case @kind, "update", is what helps against the programme's state */
gboolean anj_programme_may (JsonObject *programme, const char *kind);
/* (transfer full) (nullable): "Rp600.000, 12 November 2026", or that it was sent on that day; NULL
 * when the family gets no money */
char *anj_programme_paid_line (JsonObject *programme, const char *language);
/* whole rupiah of the newest payment; 0 where the family itself gets no money (a premium) */
gint64 anj_programme_amount (JsonObject *programme);

G_END_DECLS
