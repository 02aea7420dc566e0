/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): "3509 •••• •••• 9003" of a NIK or No. KK, masked already or not:
 * enough to see that it is one's own, too little for who looks over the shoulder; %NULL of anything
 * else */
char *anj_masked_number (const char *number);

G_END_DECLS
