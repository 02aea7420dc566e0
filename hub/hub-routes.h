/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* the terminals' and the admins' listener; (transfer none) static */
const HubRoute *hub_routes_terminal (gsize *out_n);
const HubRoute *hub_routes_admin (gsize *out_n);

G_END_DECLS
