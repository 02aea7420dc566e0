/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * What the register `wilayah` says of codes: which code of Kemendagri goes with which of BPS, and
 * which codes regions had before. Neither is worked out from the other (docs/registers.md,
 * Regions).
 */
typedef struct _HubRegionCodes HubRegionCodes;

HubRegionCodes *hub_region_codes_load (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_region_codes_free (HubRegionCodes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRegionCodes, hub_region_codes_free)

/**
 * HubCodeState:
 * @HUB_CODE_PRESENT: no region gave the code up, or a list as new as the one that says so has it
 * @HUB_CODE_RENUMBERED: one region has another code now
 * @HUB_CODE_SPLIT: it became several regions; which one a row means cannot be known
 */
typedef enum {
  HUB_CODE_PRESENT,
  HUB_CODE_RENUMBERED,
  HUB_CODE_SPLIT,
} HubCodeState;

/**
 * hub_region_codes_follow:
 * @code: dotted
 * @out_code: (out) (transfer none): today's code after %HUB_CODE_RENUMBERED, however often it
 *   changed; else @code, or the one that was split
 */
HubCodeState
hub_region_codes_follow (const HubRegionCodes *self, const char *code, const char **out_code);

/**
 * hub_region_codes_find_bps:
 * @bps: digits
 * @out_is_doubtful: (out): `wilayah` gives it to several regions
 *
 * Returns: (transfer none) (nullable): the code of Kemendagri
 */
const char *
hub_region_codes_find_bps (const HubRegionCodes *self, const char *bps, gboolean *out_is_doubtful);

G_END_DECLS
