/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-household.h"

G_BEGIN_DECLS

/* What an element of household.programmes says. */

AnjProgrammeClass anj_programme_class (JsonObject *programme);
/* (transfer none) (nullable): of the latest date */
JsonObject *anj_programme_newest_payment (JsonObject *programme);
/* (transfer none) (nullable): the one before it of another period, that had money in it */
JsonObject *anj_programme_earlier_payment (JsonObject *programme);
/* (transfer full): "Tahap 4, Oktober–Desember 2026"; "" when the payment says neither */
char *anj_programme_payment_period (JsonObject *payment, const char *language);
/* "whom", a text in languages or a plain string; "" when there is none */
const char *anj_programme_whom (JsonObject *programme, const char *language);

/**
 * anj_programme_money_step:
 *
 * How far the money has come on the way that all cash aid takes.
 *
 * Returns: 1 family found eligible, 2 account checked, 3 payment ordered, 4 paid out; 0 when the
 *   programme's state is not one of that way (insurance, meals, training)
 */
guint anj_programme_money_step (JsonObject *programme);
/* whether money of that way is known to be in the family's account */
gboolean anj_programme_has_arrived (JsonObject *programme);
/* whole rupiah of the newest payment; 0 where the family itself gets no money (a premium) */
gint64 anj_programme_amount (JsonObject *programme);

G_END_DECLS
