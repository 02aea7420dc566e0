/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hub_demo_name:
 * @rand: where chance comes from
 * @region: decides which languages' names are usual there
 *
 * Returns: (transfer full): a name of one to three words; of nobody in particular
 */
char *hub_demo_name (GRand *rand, const char *region, gboolean is_female);

/* (transfer none): names that forms and printers trip over */
const char *hub_demo_name_of_one_word (gboolean is_female);
/* exactly 60 characters */
const char *hub_demo_name_of_60_characters (void);
const char *hub_demo_name_with_apostrophe (void);

/* (transfer none): a hamlet's name for an address */
const char *hub_demo_hamlet (GRand *rand);

/* (transfer none): of grown-ups of working age who may receive aid */
const char *hub_demo_occupation (GRand *rand, gboolean is_female);

G_END_DECLS
