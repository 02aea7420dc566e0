/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjHarden:
 * @ANJ_HARDEN_ALONE: not dumpable, no core files, no new privileges
 * @ANJ_HARDEN_WITH_PARENT: the same, and SIGKILL when the parent ends: for what others start
 * @ANJ_HARDEN_STARTER: as ALONE, but what it starts may gain privileges: where user namespaces are
 *   forbidden, bwrap is a set-user-ID program
 */
typedef enum {
  ANJ_HARDEN_ALONE,
  ANJ_HARDEN_WITH_PARENT,
  ANJ_HARDEN_STARTER,
} AnjHarden;

/**
 * anj_harden_self:
 *
 * Closes this process' memory to others of the same user, and keeps it off the disk: all that it
 * uses is locked into memory where no limit stands against it: LimitMEMLOCK=infinity, which all
 * that it starts inherits, or CAP_IPC_LOCK. Else nothing is locked; `anjungan-agent check` tells.
 *
 * The first thing a program does that will hold a resident's data or keys: execve() makes a process
 * dumpable again and unlocks it, so nobody can do it in its place. Safe in a forked child before
 * execve().
 *
 * Returns: whether all of it but the locking was done; errno tells why not
 */
gboolean anj_harden_self (AnjHarden harden) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
