/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-import.h"

G_BEGIN_DECLS

/* What `import` tells on standard output; no personal data but masked NIKs. */

/* (transfer full): lines, each with its end */
char *hub_import_to_text (const HubImportJob *job, const HubImportResult *result);

/* (transfer full): one JSON object (docs/registers.md) */
char *hub_import_to_json (const HubImportJob *job, const HubImportResult *result);

/* lines "+ 3509********0001: …", and how many more there are */
void hub_import_append_changes (GString *out, const HubImportResult *result);

/* member "changes" */
void hub_import_add_changes (JsonObject *object, const HubImportResult *result);

G_END_DECLS
