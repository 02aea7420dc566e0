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
 * @today: (nullable): "2026-11-22"; %NULL: a programme's days are not looked at
 */
HubCatalogue *hub_catalogue_new (JsonObject *document, const char *today);
void hub_catalogue_free (HubCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCatalogue, hub_catalogue_free)

/* programmes that /v1/cache may carry: those that the catalogue does not mark sensitive */
guint hub_catalogue_n_programmes (const HubCatalogue *self);
/* (transfer none): "PKH" */
const char *hub_catalogue_programme (const HubCatalogue *self, guint index);

/* whether the programme is given in @village today; who was paid by it sees it in any case */
gboolean hub_catalogue_is_given (const HubCatalogue *self, guint index, const char *village);
/* (transfer none) (nullable): `rule` of the configuration */
JsonObject *hub_catalogue_rule (const HubCatalogue *self, guint index);

/**
 * HubAliasKind:
 *
 * What another spelling stands for.
 */
typedef enum {
  HUB_ALIAS_PROGRAMME,
  HUB_ALIAS_STATUS,
  HUB_ALIAS_REGISTER,
  HUB_ALIAS_REPORT,
  HUB_N_ALIAS_KINDS,
} HubAliasKind;

/**
 * hub_catalogue_resolve:
 * @word: in any case of letters
 *
 * Returns: (transfer none): the code that the configuration's aliases give for @word; @word itself
 *   where they name none, or where the admin has not decided
 */
const char *hub_catalogue_resolve (const HubCatalogue *self, HubAliasKind kind, const char *word);

/* whether @word is an alias that the admin has not decided */
gboolean hub_catalogue_is_undecided (const HubCatalogue *self, HubAliasKind kind, const char *word);

/* whether the configuration has the programme, sensitive ones too; @code: not an alias */
gboolean hub_catalogue_has_programme (const HubCatalogue *self, const char *code);

/* whether the configuration says what @state means; @state: raw status code, or an alias of one */
gboolean hub_catalogue_has_state (const HubCatalogue *self, const char *state);

/* number of status codes, and their codes, in the configuration's order */
guint hub_catalogue_n_states (const HubCatalogue *self);
const char *hub_catalogue_state (const HubCatalogue *self, guint index);

/**
 * hub_catalogue_class:
 * @state: raw status code, or an alias of one
 *
 * Returns: what it means; %ANJ_CLASS_PENDING for a code that the configuration does not explain
 *   (somebody has to look into it)
 */
AnjProgrammeClass hub_catalogue_class (const HubCatalogue *self, const char *state);

/**
 * hub_catalogue_explain:
 * @index: of the programme
 * @state: (nullable): raw status code; %NULL: not listed
 * @out: gets `class`, `explanation`, `next_step` and `whom`, and of a state on the money's way
 * `step` and `arrived`
 */
void
hub_catalogue_explain (const HubCatalogue *self, guint index, const char *state, JsonObject *out);

/* (transfer full): the configuration's contacts for @region, [{role, name, contact}] */
JsonArray *hub_catalogue_contacts (const HubCatalogue *self, const char *region);

/* (transfer none) (nullable): "indicators" of the configuration */
JsonArray *hub_catalogue_indicators (const HubCatalogue *self);

/**
 * hub_catalogue_find_entry:
 * @list: "programmes", "categories" or "kinds"
 *
 * Returns: (transfer none) (nullable): the configuration's entry, also of a sensitive programme
 */
JsonObject *hub_catalogue_find_entry (const HubCatalogue *self, const char *list, const char *code);

/* place of @role in the configuration's order; roles that it does not name come last */
guint hub_catalogue_role_rank (const HubCatalogue *self, const char *role);

G_END_DECLS
