/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-journey.h"

#include <string.h>

#include "ui/anj-home-page.h"
#include "ui/anj-kk-page.h"
#include "ui/anj-language-page.h"
#include "ui/anj-nik-page.h"
#include "ui/anj-service-page.h"
#include "ui/anj-welcome-page.h"

static const AnjJourneyPage PAGES[] = {
  { .id = "sapaan",
    .get_type = anj_welcome_page_get_type,
    .bare = TRUE,
    .ways = { { "next", "bahasa" } } },
  { .id = "bahasa", .get_type = anj_language_page_get_type, .ways = { { "next", "beranda" } } },
  { .id = "beranda",
    .get_type = anj_home_page_get_type,
    .network = TRUE,
    .ways = { { "check", "nik" }, { "complaint", "jenis" }, { "follow", "ikuti-nomor" } } },
  { .id = "tutup", .get_type = anj_service_page_get_type, .final = TRUE },

  /* is there aid for me? */
  { .id = "nik",
    .get_type = anj_nik_page_get_type,
    .step = 1,
    .n_steps = 3,
    .personal = TRUE,
    .ways = { { "next", "kk" } } },
  { .id = "kk",
    .get_type = anj_kk_page_get_type,
    .step = 2,
    .n_steps = 3,
    .personal = TRUE,
    .ways = { { "next", "hasil" } } },

  /* the same numbers, asked by a complaint that carries a name: from "nama" by the way "numbers" */
  { .id = "nik-aduan",
    .shown_as = "nik",
    .get_type = anj_nik_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "kk-aduan" } } },
  { .id = "kk-aduan",
    .shown_as = "kk",
    .get_type = anj_kk_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "cerita" } } },
};

const AnjJourneyPage *
anj_journey_pages (guint *out_n_pages)
{
  *out_n_pages = G_N_ELEMENTS (PAGES);
  return PAGES;
}

const AnjJourneyPage *
anj_journey_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    if (strcmp (PAGES[i].id, id) == 0)
      return &PAGES[i];
  return NULL;
}

const char *
anj_journey_target (const AnjJourneyPage *page, const char *way)
{
  for (guint i = 0; i < G_N_ELEMENTS (page->ways); i++)
    if (g_strcmp0 (page->ways[i].way, way) == 0)
      return page->ways[i].target;
  return NULL;
}

const char *
anj_journey_name (const AnjJourneyPage *page)
{
  return page->shown_as != NULL ? page->shown_as : page->id;
}
