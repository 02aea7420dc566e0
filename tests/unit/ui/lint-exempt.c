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

/* What should hold and does not yet, in one look each: T7 and T1 of single words that are longer
 * than their room. The row goes when the page is mended. */
static const struct
{
  const char *page, *panel, *language;
  AnjTextSize size;
  const char *finding;
  const char *why;
} OPEN[] = {
  { "data-baru", "10.1-lying", "jv", ANJ_TEXT_100, "18.3 mm, not 20.0",
    "open: the rows are up to 1.7 mm short" },
  { "data-baru", "10.1-lying", "mad", ANJ_TEXT_200, "18.8 mm, not 20.0",
    "open: the rows are up to 1.7 mm short" },
  { "sanggah-alasan", "10.1-lying", "en", ANJ_TEXT_150, "19.2 mm, not 20.0",
    "open: five rows in this height are 0.8 mm short" },
  { "beranda", "15.6-hd-lying", "en", ANJ_TEXT_125, "is shown at 9",
    "open: long words in tiles, the page is laid out smaller than 100 %" },
  { "beranda", "15.6-hd-lying", "jv", ANJ_TEXT_150, "is shown at 9",
    "open: long words in tiles, the page is laid out smaller than 100 %" },
  { "beranda", "15.6-hd-lying", "su", ANJ_TEXT_100, "is shown at 9",
    "open: long words in tiles, the page is laid out smaller than 100 %" },
  { "beranda", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 9",
    "open: long words in tiles, the page is laid out smaller than 100 %" },
  { "rincian", "15.6-hd-lying", "en", ANJ_TEXT_125, "is shown at 89",
    "open: the facts of a programme are higher than this panel at 100 %" },
  { "rincian", "15.6-hd-lying", "su", ANJ_TEXT_100, "is shown at 8",
    "open: the facts of a programme are higher than this panel at 100 %" },
  { "rincian", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at ",
    "open: the facts of a programme are higher than this panel at 100 %" },
  { "rincian", "15.6-lying", "jv", ANJ_TEXT_125, "is shown at 85",
    "open: the facts of a programme are higher than this panel at 100 %" },
  { "nama", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 9",
    "open: higher than this panel at 100 %" },
  { "sanggah-siapa", "15.6-hd-lying", "su", ANJ_TEXT_100, "is shown at 98",
    "open: 2 % more than this panel holds at 100 %" },
  { "sanggah-siapa", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 98",
    "open: 2 % more than this panel holds at 100 %" },
  { "ikuti-nomor", "15.6-hd-lying", "su", ANJ_TEXT_100, "is shown at 98",
    "open: 2 % more than this panel holds at 100 %" },
  { "ikuti-nomor", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 98",
    "open: 2 % more than this panel holds at 100 %" },
  { "kk", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 98",
    "open: 2 % more than this panel holds at 100 %" },
  { "data-anggota:banyak-anggota", "15.6-hd-lying", "mad", ANJ_TEXT_100, "is shown at 92",
    "open: a name of one long word is wider than half of the list" },
  { "data-anggota:banyak-anggota", "21.5-lying", "en", ANJ_TEXT_200, "is shown at 92",
    "open: a name of one long word is wider than half of the list" },
  { "data-anggota:banyak-anggota", "21.5-lying", "mad", ANJ_TEXT_100, "is shown at 92",
    "open: a name of one long word is wider than half of the list" },
  { "foto", "21.5-lying", "en", ANJ_TEXT_200, "lies on",
    "open: the notice and the question share a line" },
  { "huruf", "21.5-lying", "su", ANJ_TEXT_150, "is shown at 100 % of size 100",
    "open: 125 % would nearly fit; 100 % is shown" },
  { "nik", "21.5-lying", "su", ANJ_TEXT_150, "is shown at 100 % of size 100",
    "open: 125 % would nearly fit; 100 % is shown" },
  { "kk", "21.5-lying", "su", ANJ_TEXT_150, "is shown at 100 % of size 100",
    "open: 125 % would nearly fit; 100 % is shown" },
};

/* The least that is shown instead of what was asked for, where large letters have no room: the
 * screen then takes the largest that fits (ui/anj-screen-look.c). */
static const struct
{
  const char *panel;
  AnjTextSize asked, least;
  int percent;
} SHRINKS[] = {
  { "21.5-upright", ANJ_TEXT_100, ANJ_TEXT_100, 98 },
  { "21.5-upright", ANJ_TEXT_150, ANJ_TEXT_125, 100 },
  { "21.5-upright", ANJ_TEXT_200, ANJ_TEXT_125, 100 },
  { "15.6-upright", ANJ_TEXT_100, ANJ_TEXT_100, 86 },
  { "15.6-upright", ANJ_TEXT_125, ANJ_TEXT_100, 76 },
  { "15.6-upright", ANJ_TEXT_150, ANJ_TEXT_100, 90 },
  { "15.6-upright", ANJ_TEXT_200, ANJ_TEXT_100, 90 },
  { "21.5-lying", ANJ_TEXT_125, ANJ_TEXT_100, 100 },
  { "21.5-lying", ANJ_TEXT_150, ANJ_TEXT_125, 100 },
  { "21.5-lying", ANJ_TEXT_200, ANJ_TEXT_125, 100 },
  { "15.6-lying", ANJ_TEXT_100, ANJ_TEXT_100, 89 },
  { "15.6-lying", ANJ_TEXT_125, ANJ_TEXT_100, 86 },
  { "15.6-lying", ANJ_TEXT_150, ANJ_TEXT_100, 91 },
  { "15.6-lying", ANJ_TEXT_200, ANJ_TEXT_100, 70 },
  { "10.1-lying", ANJ_TEXT_100, ANJ_TEXT_100, 82 },
  { "10.1-lying", ANJ_TEXT_125, ANJ_TEXT_100, 85 },
  { "10.1-lying", ANJ_TEXT_150, ANJ_TEXT_100, 85 },
  { "10.1-lying", ANJ_TEXT_200, ANJ_TEXT_100, 82 },
  { "15.6-hd-lying", ANJ_TEXT_125, ANJ_TEXT_100, 92 },
  { "15.6-hd-lying", ANJ_TEXT_150, ANJ_TEXT_100, 92 },
  { "15.6-hd-lying", ANJ_TEXT_200, ANJ_TEXT_100, 97 },
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
  for (gsize i = 0; i < G_N_ELEMENTS (OPEN); i++)
    if (g_str_has_prefix (page, OPEN[i].page) && g_str_equal (OPEN[i].panel, panel) &&
        g_str_equal (OPEN[i].language, lint_language (look->language)) &&
        (guint) OPEN[i].size == look->text_size && strstr (finding, OPEN[i].finding) != NULL)
      return OPEN[i].why;
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
