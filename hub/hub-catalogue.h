/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-household.h"

G_BEGIN_DECLS

/**
 * HubCatalogue:
 *
 * The programmes and the meaning of their status codes, as the configuration has them. Immutable.
 */
typedef struct _HubCatalogue HubCatalogue;

/**
 * hub_catalogue_new:
 * @document: (transfer none): a checked configuration document; kept by reference
 */
HubCatalogue *hub_catalogue_new (JsonObject *document);
void hub_catalogue_free (HubCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCatalogue, hub_catalogue_free)

/* programmes that /v1/cache may carry: those that the catalogue does not mark sensitive */
guint hub_catalogue_n_programmes (const HubCatalogue *self);
/* (transfer none): "PKH" */
const char *hub_catalogue_programme (const HubCatalogue *self, guint index);

/* number of status codes, and their codes, in the configuration's order */
guint hub_catalogue_n_states (const HubCatalogue *self);
const char *hub_catalogue_state (const HubCatalogue *self, guint index);

/**
 * hub_catalogue_class:
 * @state: raw status code
 *
 * Returns: what it means; %ANJ_CLASS_PENDING for a code that the configuration does not explain
 *   (somebody has to look into it)
 */
AnjProgrammeClass hub_catalogue_class (const HubCatalogue *self, const char *state);

/**
 * hub_catalogue_explain:
 * @index: of the programme
 * @state: (nullable): raw status code; %NULL: not listed
 * @out: gets `class`, `explanation`, `next_step` and `whom`
 */
void
hub_catalogue_explain (const HubCatalogue *self, guint index, const char *state, JsonObject *out);

/* (transfer full): the configuration's contacts for @region, [{role, name, contact}] */
JsonArray *hub_catalogue_contacts (const HubCatalogue *self, const char *region);

/* place of @role in the configuration's order; roles that it does not name come last */
guint hub_catalogue_role_rank (const HubCatalogue *self, const char *role);

G_END_DECLS
