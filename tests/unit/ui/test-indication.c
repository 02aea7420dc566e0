/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-indication.h"

#define DTSEN(indication)                                                                          \
  "{\"register\":\"dtsen\",\"date\":\"2026-10-15\",\"indication\":\"" indication "\"}"
#define DTKS(indication)                                                                           \
  "{\"register\":\"dtks\",\"date\":\"2026-04-01\",\"indication\":\"" indication "\"}"
#define NO_P3KE(indication) "{\"register\":\"p3ke\",\"indication\":\"" indication "\"}"

static char *
say (const char *text, const char *language)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) programme = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return anj_indication_says (programme, language);
}

static void
test_says (void)
{
  static const struct
  {
    const char *indication, *rests_on, *says;
  } cases[] = {
    { "fits", DTSEN ("fits"),
      "Mungkin cocok menurut DTSEN, 15 Oktober 2026. Petugas yang memutuskan." },
    { "fits", NO_P3KE ("outside") "," DTKS ("fits"),
      "Mungkin cocok menurut DTKS, 1 April 2026. Petugas yang memutuskan." },
    { "outside", DTSEN ("outside"),
      "Di luar syarat menurut DTSEN, 15 Oktober 2026. Petugas yang memutuskan." },
    { "outside", NO_P3KE ("outside"), "Keluarga Anda tidak ada di P3KE. Petugas yang memutuskan." },
    { "unknown", NO_P3KE ("unknown") "," DTKS ("outside"),
      "Belum ada data P3KE di desa ini. Petugas yang memutuskan." },
    { "unknown", DTSEN ("unknown"),
      "Belum jelas menurut DTSEN, 15 Oktober 2026. Petugas yang memutuskan." },
    { "unknown", "", "Petugas yang memutuskan." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"indication\":\"%s\",\"rests_on\":[%s]}",
                                               cases[i].indication, cases[i].rests_on);
      g_autofree char *says = say (text, "id");

      g_assert_cmpstr (says, ==, cases[i].says);
    }
}

static void
test_no_hint_says_nothing (void)
{
  g_assert_null (say ("{\"code\":\"PKH\",\"listed\":true}", "id"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indication/names-list-and-day-and-who-decides", test_says);
  g_test_add_func ("/indication/without-a-hint-nothing-is-said", test_no_hint_says_nothing);
  return g_test_run ();
}
