/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-day.h"

G_BEGIN_DECLS

#define FAULT_FOLLOW_BYTE 7

/* hands in a case for @reservation; @sha256: (nullable): 72 bytes for the name of its attachment,
 * which it has then */
gboolean fault_day_submit (FaultDay *self,
                           AnjTerminal *terminal,
                           const AnjReservation *reservation,
                           char *sha256,
                           GError **error);

/* what the sync's child writes to @folder: a page with the household */
gboolean fault_day_sync (FaultDay *self, const char *folder, GError **error);

G_END_DECLS
