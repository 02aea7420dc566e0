/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-exempt.h"

#include <string.h>

#include "ui/anj-metrics.h"

#define TEN_KEYS "ten keys and their gaps beside the rail are 15.3 mm wide each"

/* %NULL: any. @page: how the name of the page begins; @finding: what stands in the finding */
static const struct
{
  const char *rule, *page, *panel, *finding;
  const char *why;
} EXEMPT[] = {
  { "T10", "sapaan", NULL, "0 questions", "it greets; there is nothing to answer" },
  { "G3", "sapaan", NULL, "nothing to be seen", "the whole screen is the button" },
  { "G3", "data-anggota:banyak-anggota", NULL, "is ",
    "members of one family: a picture tells old from young, no more; two have one name" },
  { "G3", "hasil:tidak-terdaftar", NULL, "is ",
    "one way to propose, offered beside each thing it helps with" },
  { "G3", "periksa", NULL, "is seen as",
    "where letters need its room a row has no picture; each change is heard by its name" },
  { "T1", "beranda", "15.6-upright", "not 60.0 × 40.0",
    "three small tiles in 194 mm are 54 mm wide" },
  { "T1", "beranda", "10.1-lying", "not 60.0 × 40.0",
    "three tiles beside the rail are 58 mm wide" },
  { "T1", "cerita", "10.1-lying", "not 15.8 × 17.8", TEN_KEYS },
  { "T1", "kabar", "10.1-lying", "not 15.8 × 17.8", TEN_KEYS },
  { "T1", "sanggah-siapa", "10.1-lying", "not 15.8 × 17.8", TEN_KEYS },
  { "T3", "cerita", "10.1-lying", "not 2.6 mm", TEN_KEYS },
  { "T3", "kabar", "10.1-lying", "not 2.6 mm", TEN_KEYS },
  { "T3", "sanggah-siapa", "10.1-lying", "not 2.6 mm", TEN_KEYS },
  { "T1", "huruf", "10.1-lying", "not 60.0 × 40.0", "three tiles beside the rail are 58 mm wide" },
};

/* The least that is shown instead of what was asked for, where large letters have no room: the
 * screen then takes the largest that fits (ui/anj-screen-look.c). Measured; after each row the
 * pages that come lowest. They have one long word, a keypad or a whole list that no page can be
 * parted from; a row goes up when they are mended. */
static const struct
{
  const char *panel;
  AnjTextSize asked, least;
  int percent;
} SHRINKS[] = {
  { "21.5-upright", ANJ_TEXT_100, ANJ_TEXT_100, 98 },  /* periksa */
  { "21.5-upright", ANJ_TEXT_150, ANJ_TEXT_125, 100 }, /* beranda */
  { "21.5-upright", ANJ_TEXT_200, ANJ_TEXT_125, 100 }, /* hasil:data-lama, hasil:semua-beda */
  { "15.6-upright", ANJ_TEXT_100, ANJ_TEXT_100, 84 },  /* beranda (jv), data-anggota, ikuti-pin */
  { "15.6-upright", ANJ_TEXT_125, ANJ_TEXT_100, 75 },  /* beranda, nama, sanggah-siapa */
  { "15.6-upright", ANJ_TEXT_150, ANJ_TEXT_100, 89 },  /* data-anggota, sanggah-siapa, foto */
  { "15.6-upright", ANJ_TEXT_200, ANJ_TEXT_100, 92 },  /* ikuti-nomor, foto, sanggah-siapa */
  { "21.5-lying", ANJ_TEXT_100, ANJ_TEXT_100, 97 },    /* data-anggota */
  { "21.5-lying", ANJ_TEXT_125, ANJ_TEXT_100, 100 },   /* rincian */
  { "21.5-lying", ANJ_TEXT_200, ANJ_TEXT_150, 100 },   /* data-anggota, kk, nik */
  { "15.6-lying", ANJ_TEXT_100, ANJ_TEXT_100, 92 },    /* rincian, ikuti-nomor */
  { "15.6-lying", ANJ_TEXT_125, ANJ_TEXT_100, 90 },    /* nama, data-anggota, rincian */
  { "15.6-lying", ANJ_TEXT_150, ANJ_TEXT_100, 97 },    /* kk, ikuti-nomor, bahasa */
  { "15.6-lying", ANJ_TEXT_200, ANJ_TEXT_100, 94 },    /* huruf, kk, ikuti-nomor */
  { "10.1-lying", ANJ_TEXT_100, ANJ_TEXT_100, 81 },    /* nama, ikuti, data-anggota */
  { "10.1-lying", ANJ_TEXT_125, ANJ_TEXT_100, 88 },    /* data-anggota, ikuti, kk */
  { "10.1-lying", ANJ_TEXT_150, ANJ_TEXT_100, 100 },   /* bahasa, beranda, data-anggota */
  { "10.1-lying", ANJ_TEXT_200, ANJ_TEXT_100, 94 },    /* nik, ikuti-nomor, kk */
  { "15.6-hd-lying", ANJ_TEXT_100, ANJ_TEXT_100, 90 }, /* nama, data-anggota, rincian */
  { "15.6-hd-lying", ANJ_TEXT_125, ANJ_TEXT_100, 92 }, /* data-anggota, rincian, ikuti-nomor */
  { "15.6-hd-lying", ANJ_TEXT_150, ANJ_TEXT_100, 95 }, /* kk, ikuti-nomor, sanggah-siapa */
  { "15.6-hd-lying", ANJ_TEXT_200, ANJ_TEXT_100, 97 }, /* ikuti-nomor, sanggah-siapa, bahasa */
};

const char *
lint_why_exempt (const LintLook *look, const char *page, const char *finding)
{
  guint n_panels;
  const char *panel = lint_panels (&n_panels)[look->panel].name;

  for (gsize i = 0; i < G_N_ELEMENTS (EXEMPT); i++)
    if (g_str_has_prefix (finding, EXEMPT[i].rule) && g_str_has_prefix (page, EXEMPT[i].page) &&
        (EXEMPT[i].panel == NULL || g_str_equal (EXEMPT[i].panel, panel)) &&
        strstr (finding, EXEMPT[i].finding) != NULL)
      return EXEMPT[i].why;
  return NULL;
}

gboolean
lint_may_shrink (const LintLook *look, guint shown, int percent)
{
  guint n_panels;
  const char *panel = lint_panels (&n_panels)[look->panel].name;

  for (gsize i = 0; i < G_N_ELEMENTS (SHRINKS); i++)
    if (g_str_equal (SHRINKS[i].panel, panel) && (guint) SHRINKS[i].asked == look->text_size)
      return shown > (guint) SHRINKS[i].least ||
             (shown == (guint) SHRINKS[i].least && percent >= SHRINKS[i].percent);
  return FALSE;
}
