/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"

G_BEGIN_DECLS

/**
 * AnjBootstrap:
 *
 * What an admin hands a terminal: where its hub is and whom to trust.
 */
typedef struct
{
  char *hub; /* "https://host:port", no slash at the end */
  char *hub_ca_pem;
  X509 *hub_ca;
  X509 *config_ca;
  char *region; /* village code */
} AnjBootstrap;

AnjBootstrap *anj_bootstrap_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the copy that enrolment left in the state directory */
AnjBootstrap *
anj_bootstrap_load_state (const char *state_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @path's, or, where that is damaged or gone, the copy, with a warning; @error: of @path */
AnjBootstrap *anj_bootstrap_load_or_kept (const char *path,
                                          const char *state_dir,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* makes the copy as @path's is, if that is whole */
gboolean anj_bootstrap_keep (const char *path,
                             const char *state_dir,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_bootstrap_free (AnjBootstrap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjBootstrap, anj_bootstrap_free)

G_END_DECLS
