/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the configuration says about programmes and complaint categories, as pages need it. */

/* (transfer none) (nullable): entry of config.programmes / config.categories */
JsonObject *anj_catalogue_programme (JsonObject *config, const char *code);
JsonObject *anj_catalogue_category (JsonObject *config, const char *code);
/* (transfer none) (nullable): entry of config.kinds */
JsonObject *anj_catalogue_kind (JsonObject *config, const char *code);
/* short name in @language; the code itself for an unknown programme */
const char *
anj_catalogue_programme_name (JsonObject *config, const char *code, const char *language);

/**
 * anj_catalogue_reader:
 * @category: (nullable)
 *
 * Returns: (transfer full): who gets to read a complaint of @category: title of the recipient
 *   "sensitive" or "intake"
 */
char *anj_catalogue_reader (JsonObject *config, const char *category, const char *language);
/* (transfer full): title of the office of @role, "sensitive", "intake" or another of the
 * configuration's recipients */
char *anj_catalogue_recipient (JsonObject *config, const char *role, const char *language);
/* whether a complaint of @category: (nullable) goes past the village */
gboolean anj_catalogue_is_sensitive (JsonObject *config, const char *category);
/* (transfer none) (nullable): entry of the reasons for a case of @kind; who objects to having been
 * left out has the reasons of a proposal */
JsonObject *anj_catalogue_reason (JsonObject *config, const char *kind, const char *code);
/* working days until a case of @kind is answered; a complaint's @category decides, "" for others */
guint anj_catalogue_due_days (JsonObject *config, const char *kind, const char *category);

/**
 * anj_catalogue_due_date:
 * @from: day of arrival
 * @n_working_days: Monday to Friday; counting from a weekend starts on Monday as day 1
 *
 * Returns: (transfer full): "2026-12-03"; the same day that the hub finds
 */
char *anj_catalogue_due_date (GDateTime *from, guint n_working_days);

G_END_DECLS
