/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/* the server's own tables; (transfer none) static */
const HubMigration *hub_store_schema (gsize *out_n);

G_END_DECLS
