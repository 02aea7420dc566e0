/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-import.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * hub_cmd_import:
 * @argv: "import", then what stands behind it on the command line
 *
 * `import REGISTER FILE.csv --data-dir DIR --batch ID --date YYYY-MM-DD [--source TEXT]
 * [--map FILE.json] [--strict] [--preview] [--json]`: prints one line of summary; a preview, also
 * what would change.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_import (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

/**
 * HubRegisterFiles:
 *
 * A data directory opened for import: store, regions, catalogue of the published configuration.
 */
typedef struct
{
  HubStore *store;
  AnjRegionTable *regions;
  HubCatalogue *catalogue;
  HubImportContext context;
} HubRegisterFiles;

/**
 * hub_register_files_open:
 * @data_dir: outlives the result, as do @clock and @random
 * @error: %HUB_ERROR_NO_INPUT, %HUB_ERROR_CONFIG (nothing published: `init` has not run), …
 */
HubRegisterFiles *hub_register_files_open (const char *data_dir,
                                           const AnjClock *clock,
                                           const AnjRandom *random,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_register_files_free (HubRegisterFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRegisterFiles, hub_register_files_free)

/* after a command that changed the registers, and has said so: counts what reports count from, so
 * that the next one does not have to */
void hub_register_files_count (const HubRegisterFiles *self);

G_END_DECLS
