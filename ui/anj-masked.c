/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-masked.h"

#include <string.h>

#include "core/anj-nik.h"

#define N_SHOWN 4

char *
anj_masked_number (const char *number)
{
  if (number == NULL || strlen (number) != ANJ_NIK_LENGTH)
    return NULL;
  return g_strdup_printf ("%.*s •••• •••• %s", N_SHOWN, number, number + ANJ_NIK_LENGTH - N_SHOWN);
}
