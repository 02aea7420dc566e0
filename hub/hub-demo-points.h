/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-demo-files.h"

G_BEGIN_DECLS

/**
 * hub_demo_points_put:
 * @villages: (element-type utf8): codes
 *
 * Puts where each village's school meals and extra food are handed out.
 */
void hub_demo_points_put (HubDemoFiles *files, const GPtrArray *villages);

G_END_DECLS
