/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-demo-files.h"

G_BEGIN_DECLS

/**
 * hub_demo_officials_put:
 * @villages: (element-type utf8): codes, ascending
 *
 * Puts those who serve the villages, their districts and regencies; with numbers that nobody has.
 */
void hub_demo_officials_put (HubDemoFiles *files, HubDemoMint *mint, const GPtrArray *villages);

G_END_DECLS
