/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-register.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"

static const struct
{
  const char *code;
  const char *name;
  const char *long_name;
} REGISTERS[] = {
  { "dtsen", N_ ("DTSEN"), "Data Tunggal Sosial dan Ekonomi Nasional" },
  { "dtks", N_ ("DTKS"), "Data Terpadu Kesejahteraan Sosial" },
  { "p3ke", N_ ("P3KE"), "Pensasaran Percepatan Penghapusan Kemiskinan Ekstrem" },
  { "pk", N_ ("Pendataan Keluarga"), "BKKBN" },
  { "penerima", N_ ("Daftar penerima"), "" },
};

static const char *const ACTIVE[] = { "aktif", "terdaftar", NULL };

char *
anj_register_name (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (REGISTERS); i++)
    if (strcmp (REGISTERS[i].code, code) == 0)
      return g_strdup (_ (REGISTERS[i].name));
  return g_ascii_strup (code, -1);
}

const char *
anj_register_long_name (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (REGISTERS); i++)
    if (strcmp (REGISTERS[i].code, code) == 0)
      return REGISTERS[i].long_name;
  return "";
}

JsonObject *
anj_register_find (JsonObject *household, const char *code)
{
  JsonArray *registers = anj_json_get_array (household, "registers");

  for (guint i = 0; registers != NULL && i < json_array_get_length (registers); i++)
    {
      JsonObject *entry = anj_json_array_get_object (registers, i);

      if (entry != NULL && strcmp (anj_json_get_string (entry, "register", ""), code) == 0)
        return entry;
    }
  return NULL;
}

gboolean
anj_register_is_active (JsonObject *entry)
{
  return g_strv_contains (ACTIVE, anj_json_get_string (entry, "status", ""));
}
