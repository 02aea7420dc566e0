/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjMemoryCheck:
 * @proc_dir: "/proc"
 * @sys_dir: "/sys"
 * @state_dir: whoever holds its lock is the running agent
 *
 * What of a visit could come from memory to the disk on this machine (docs/decisions/0036).
 */
typedef struct
{
  const char *proc_dir;
  const char *sys_dir;
  const char *state_dir;
} AnjMemoryCheck;

/**
 * anj_memory_check:
 * @out_is_safe: (out): no swap, or an encrypted one
 *
 * Returns: (transfer full): in words: the swap, whether the running agent is locked into memory,
 *   who gets core files of the other programs
 */
char *anj_memory_check (const AnjMemoryCheck *self, gboolean *out_is_safe);

G_END_DECLS
