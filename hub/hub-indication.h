/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-disagreements.h"

G_BEGIN_DECLS

/*
 * Whether a household may be one of those for whom a programme is meant, as far as registers say
 * it openly: which list has it, with which desil, where. A hint, never a decision: a person decides
 * (docs/decisions/0023). Age, pregnancy, disability, stunting risk and who else lives there take no
 * part: what is made of this lies on a public terminal.
 */

/**
 * hub_indication_put:
 * @rule: (nullable): a programme's `rule` of the configuration
 * @facts: what the registers say of the household
 * @village: where it lives
 * @out: gets `indication`, and where the rule names registers `rests_on`
 *
 * "fits": one of the rule's registers has the household as the rule asks. "outside": none can have
 * it so. "unknown": the rule names no register, or a register that might have it says nothing of
 * the village.
 */
void hub_indication_put (JsonObject *rule,
                         const HubRegisterFacts facts[HUB_N_PERSONS],
                         const char *village,
                         JsonObject *out);

G_END_DECLS
