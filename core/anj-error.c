/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-error.h"

G_DEFINE_QUARK (anj_error_quark, anj_error)
