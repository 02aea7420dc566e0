/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-error.h"

#include <sysexits.h>

#include "core/anj-error.h"

G_DEFINE_QUARK (hub_error_quark, hub_error)

int
hub_error_exit_code (const GError *error)
{
  static const int codes[] = {
    [HUB_ERROR_USAGE] = EX_USAGE,      [HUB_ERROR_DATA] = EX_DATAERR,
    [HUB_ERROR_NO_INPUT] = EX_NOINPUT, [HUB_ERROR_UNAVAILABLE] = EX_UNAVAILABLE,
    [HUB_ERROR_FAILED] = EX_SOFTWARE,  [HUB_ERROR_CANT_CREATE] = EX_CANTCREAT,
    [HUB_ERROR_IO] = EX_IOERR,         [HUB_ERROR_CONFIG] = EX_CONFIG,
  };

  if (error->domain == HUB_ERROR && error->code >= 0 && error->code < (int) G_N_ELEMENTS (codes))
    return codes[error->code];
  if (error->domain == ANJ_ERROR)
    return EX_DATAERR;
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  return EX_SOFTWARE;
}
