/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"
#include "hub/reconcile/hub-district.h"

G_BEGIN_DECLS

/* What officers decided of reviews, for a run: few, and looked up often. */
typedef struct _HubDecisions HubDecisions;

HubDecisions *hub_decisions_load (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_decisions_free (HubDecisions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDecisions, hub_decisions_free)

typedef enum {
  HUB_VERDICT_NONE,
  HUB_VERDICT_SAME,
  HUB_VERDICT_DIFFERENT,
} HubVerdict;

/* @id: a claim's (hub-district.h); @nik: whose */
HubVerdict hub_decisions_find (const HubDecisions *self, const char *id, guint64 nik);

/* 0, or whom the claim was decided to be */
guint64 hub_decisions_find_same (const HubDecisions *self, const char *id);

/* a HubIsDifferentFunc; @user_data: a HubDecisions */
gboolean
hub_decisions_is_different (const HubClaim *one, const HubClaim *other, gpointer user_data);

G_END_DECLS
