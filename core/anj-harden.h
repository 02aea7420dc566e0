/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjHarden:
 * @ANJ_HARDEN_ALONE: not dumpable, no core files, no new privileges
 * @ANJ_HARDEN_WITH_PARENT: the same, and SIGKILL when the parent ends: for what others start
 */
typedef enum {
  ANJ_HARDEN_ALONE,
  ANJ_HARDEN_WITH_PARENT,
} AnjHarden;

/**
 * anj_harden_self:
 *
 * Closes this process' memory to others of the same user. The first thing a program does that will
 * hold a resident's data or keys: execve() makes a process dumpable again, so nobody can do it in
 * its place. Safe in a forked child before execve().
 *
 * Returns: whether all of it was done; errno tells why not
 */
gboolean anj_harden_self (AnjHarden harden) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
