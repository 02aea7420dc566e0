/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* OpenSSL's keys and nonces come from @seed from now on */
void sim_libc_seed (guint64 seed);

G_END_DECLS
