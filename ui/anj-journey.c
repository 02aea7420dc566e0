/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-journey.h"

#include <string.h>

#include "ui/anj-category-page.h"
#include "ui/anj-check-page.h"
#include "ui/anj-follow-number-page.h"
#include "ui/anj-follow-pin-page.h"
#include "ui/anj-home-page.h"
#include "ui/anj-kk-page.h"
#include "ui/anj-language-page.h"
#include "ui/anj-name-page.h"
#include "ui/anj-nik-page.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-result-page.h"
#include "ui/anj-sent-page.h"
#include "ui/anj-service-page.h"
#include "ui/anj-ticket-page.h"
#include "ui/anj-welcome-page.h"
#include "ui/anj-words-page.h"

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

  { .id = "hasil",
    .get_type = anj_result_page_get_type,
    .personal = TRUE,
    .network = TRUE,
    .ways = { { "detail", "rincian" } } },
  { .id = "rincian",
    .get_type = anj_programme_page_get_type,
    .personal = TRUE,
    .ways = { { "complaint", "jenis" }, { "unpaid", "nama" } } },

  /* a complaint: what, by whom, the story, a last look */
  { .id = "jenis",
    .get_type = anj_category_page_get_type,
    .step = 1,
    .n_steps = 4,
    .ways = { { "next", "nama" }, { "check", "periksa" } } },
  { .id = "nama",
    .get_type = anj_name_page_get_type,
    .step = 2,
    .n_steps = 4,
    .ways = { { "next", "cerita" }, { "numbers", "nik-aduan" }, { "check", "periksa" } } },
  { .id = "cerita",
    .get_type = anj_words_page_get_type,
    .step = 3,
    .n_steps = 4,
    .personal = TRUE,
    .ways = { { "next", "periksa" } } },
  { .id = "periksa",
    .get_type = anj_check_page_get_type,
    .step = 4,
    .n_steps = 4,
    .personal = TRUE,
    .ways = { { "next", "terkirim" },
              { "category", "jenis" },
              { "name", "nama" },
              { "words", "cerita" } } },
  { .id = "terkirim",
    .get_type = anj_sent_page_get_type,
    .personal = TRUE,
    .final = TRUE,
    .network = TRUE },

  /* what became of my case? */
  { .id = "ikuti-nomor",
    .get_type = anj_follow_number_page_get_type,
    .step = 1,
    .n_steps = 3,
    .personal = TRUE,
    .ways = { { "next", "ikuti-pin" } } },
  { .id = "ikuti-pin",
    .get_type = anj_follow_pin_page_get_type,
    .step = 2,
    .n_steps = 3,
    .personal = TRUE,
    .ways = { { "next", "ikuti" } } },
  { .id = "ikuti", .get_type = anj_ticket_page_get_type, .personal = TRUE, .network = TRUE },
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
