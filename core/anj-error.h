/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjError:
 * @ANJ_ERROR_INVALID: foreign bytes are not what they should be; the message says where and what
 * @ANJ_ERROR_TAMPERED: a signature, a tag or a chain does not hold
 * @ANJ_ERROR_EXPIRED: good once, not at the time given
 * @ANJ_ERROR_FAILED: a library refused to work (memory, missing algorithm)
 *
 * Errors of the core. Messages are for logs and staff; residents get texts from the screen.
 */
typedef enum {
  ANJ_ERROR_INVALID,
  ANJ_ERROR_TAMPERED,
  ANJ_ERROR_EXPIRED,
  ANJ_ERROR_FAILED,
} AnjError;

#define ANJ_ERROR (anj_error_quark ())
GQuark anj_error_quark (void);

G_END_DECLS
