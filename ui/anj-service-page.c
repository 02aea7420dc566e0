/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-service-page.h"

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-contact.h"
#include "ui/anj-door.h"
#include "ui/anj-emblem.h"
#include "ui/anj-facts.h"
#include "ui/anj-hours.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"

#define EMBLEM_HEIGHT_MM 110
#define EMBLEM_HEIGHT_LANDSCAPE_MM 60
#define GAP_MM 5
#define GAP_LANDSCAPE_MM 3
#define SQUARE_MM 36
#define SQUARE_LANDSCAPE_MM 15
/* who knows most about this terminal at a village office */
#define WHOM "OPERATOR_DESA"

struct _AnjServicePage
{
  AnjPage parent_instance;

  AnjDoor door;
};

struct _AnjUntakenPage
{
  AnjServicePage parent_instance;
};

struct _AnjUnfoundPage
{
  AnjServicePage parent_instance;
};

G_DEFINE_TYPE (AnjServicePage, anj_service_page, ANJ_TYPE_PAGE)
G_DEFINE_FINAL_TYPE (AnjUntakenPage, anj_untaken_page, ANJ_TYPE_SERVICE_PAGE)
G_DEFINE_FINAL_TYPE (AnjUnfoundPage, anj_unfound_page, ANJ_TYPE_SERVICE_PAGE)

/* why residents are not served, and what they do now; when it opens takes the sentence's place */
static const struct
{
  const char *icon_name;
  const char *heading;
  const char *sentence;
} REASONS[] = {
  /* it has been mended meanwhile */
  [ANJ_DOOR_OPEN] = { "status-diterima", N_ ("Sekarang sudah bisa"),
                      N_ ("Sentuh Kembali, lalu coba lagi.") },
  [ANJ_DOOR_NO_AGENT] = { "status-diproses", N_ ("Layar ini sedang diperbaiki"),
                          N_ ("Penyimpan data di mesin ini belum menjawab.") },
  [ANJ_DOOR_LOCKED] = { "sembunyikan", N_ ("Layar ini sedang dikunci"),
                        N_ ("Mohon temui petugas di meja.") },
  [ANJ_DOOR_REVOKED] = { "sembunyikan", N_ ("Layar ini sedang tidak dipakai"),
                         N_ ("Mohon temui petugas di meja.") },
  [ANJ_DOOR_NO_LINE] = { "luring", N_ ("Layar ini menunggu internet"),
                         N_ ("Data desa belum sampai. Mohon temui petugas di meja.") },
  [ANJ_DOOR_FETCHING] = { "status-menunggu", N_ ("Data desa sedang diambil"),
                          N_ ("Mohon tunggu sebentar, atau temui petugas di meja.") },
  [ANJ_DOOR_CLOSED] = { "jam", N_ ("Layanan sedang tutup"),
                        N_ ("Mohon datang lagi pada jam buka.") },
  [ANJ_DOOR_FULL] = { "status-perlu-tindakan", N_ ("Belum bisa mengirim"),
                      N_ ("Mesin ini penuh. Coba lagi nanti, atau temui petugas.") },
  [ANJ_DOOR_NO_STORAGE] = { "status-perlu-tindakan", N_ ("Belum bisa mengirim"),
                            N_ ("Mesin ini rusak. Coba lagi nanti, atau temui petugas.") },
  [ANJ_DOOR_OLD_COPY] = { "status-perlu-tindakan", N_ ("Belum bisa mengirim"),
                          N_ ("Mesin ini harus disiapkan lagi. Mohon temui petugas.") },
  [ANJ_DOOR_FETCHING_AGAIN] = { "status-menunggu", N_ ("Data desa sedang diambil lagi"),
                                N_ ("Coba lagi nanti, atau temui petugas.") },
};

static char *
make_sentence (AnjServicePage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (page));
  g_autofree char *holiday = NULL;
  g_autofree char *next = NULL;
  AnjHoursNow now;

  if (self->door != ANJ_DOOR_CLOSED ||
      !anj_hours_look (anj_visit_get_config (anj_page_get_visit (page)),
                       anj_clock_real_us (anj_page_get_clock (page)), &now) ||
      now.is_open)
    return g_strdup (_ (REASONS[self->door].sentence));
  holiday = anj_hours_holiday (&now, language);
  next = now.minute >= 0 ? anj_hours_next (&now, language)
                         : g_strdup (_ (REASONS[self->door].sentence));
  return holiday != NULL ? g_strconcat (holiday, " ", next, NULL) : g_steal_pointer (&next);
}

static gboolean
offers (AnjPage *page, const char *service)
{
  JsonArray *services = anj_json_get_array (anj_visit_get_config (anj_page_get_visit (page)),
                                            "services");

  for (guint i = 0; services != NULL && i < json_array_get_length (services); i++)
    if (g_str_equal (anj_json_get_string (anj_json_array_get_object (services, i), "code", ""),
                     service))
      return TRUE;
  return FALSE;
}

static void
on_look_up (AnjPage *page)
{
  anj_visit_set_kind (anj_page_get_visit (page), "");
  anj_page_go (page, "cek-bantuan");
}

static void
on_complain (AnjPage *page)
{
  anj_visit_set_kind (anj_page_get_visit (page), "complaint");
  anj_page_go (page, "pengaduan");
}

static void
on_information (AnjPage *page)
{
  anj_page_go (page, "informasi");
}

static void
on_follow (AnjPage *page)
{
  anj_visit_set_kind (anj_page_get_visit (page), "");
  anj_page_go (page, "ikuti");
}

static GtkWidget *
make_choice (AnjPage *page, const char *icon_name, const char *word, void (*func) (AnjPage *))
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  AnjChoiceCard card = { icon_name, "nila", word, /* sentence */ NULL, FALSE };
  GtkWidget *choice = anj_choice_card_new (metrics, landscape ? SQUARE_LANDSCAPE_MM : SQUARE_MM,
                                           &card);

  g_signal_connect_swapped (choice, "clicked", G_CALLBACK (func), page);
  return choice;
}

/* what still works */
static void
add_choices (AnjServicePage *self, AnjPager *pager)
{
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  /* three do not fit beside each other; the page before has them all */
  gboolean is_partly_open = anj_door_leaves_looking_up (self->door) ||
                            anj_door_leaves_complaining (self->door);
  gboolean is_crowded = is_partly_open && anj_metrics_is_landscape (metrics) &&
                        (!anj_metrics_is_broad_landscape (metrics) ||
                         metrics->text_size >= ANJ_TEXT_200);
  GtkWidget *row = g_object_ref_sink (anj_parts_box (
      anj_metrics_is_landscape (metrics) ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
      metrics, 4, NULL));

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  if (is_partly_open && metrics->text_size < ANJ_TEXT_150 && !anj_metrics_is_landscape (metrics))
    anj_pager_append (pager, anj_parts_label (_ ("Yang tetap bisa"), "label"));
  if (anj_door_leaves_looking_up (self->door) && offers (page, "cek-bantuan"))
    gtk_box_append (GTK_BOX (row),
                    make_choice (page, "layanan-cek-bantuan", _ ("Cek bantuan"), on_look_up));
  if (anj_door_leaves_complaining (self->door) && offers (page, "pengaduan"))
    gtk_box_append (GTK_BOX (row),
                    make_choice (page, "layanan-pengaduan", _ ("Pengaduan"), on_complain));
  if (anj_door_leaves_information (self->door) && !is_crowded && offers (page, "informasi"))
    gtk_box_append (GTK_BOX (row),
                    make_choice (page, "layanan-informasi", _ ("Informasi"), on_information));
  if (anj_door_leaves_following (self->door) && offers (page, "ikuti"))
    gtk_box_append (GTK_BOX (row),
                    make_choice (page, "layanan-ikuti", _ ("Ikuti pengaduan"), on_follow));
  if (gtk_widget_get_first_child (row) != NULL)
    anj_pager_append (pager, row);
  g_object_unref (row);
}

/* where the screen itself serves nobody */
static const struct
{
  const char *icon_name;
  const char *small;
  const char *text;
  const char *more;
} ELSEWHERE[] = {
  { "tanya-petugas", N_ ("Yang tetap bisa"), N_ ("Layanan di meja petugas"),
    N_ ("Bawa KTP dan kartu keluarga.") },
  { "layanan-ikuti", N_ ("Aduan yang sudah dikirim"), N_ ("Nomor dan PIN tetap berlaku"),
    N_ ("Tanyakan lagi di layar ini nanti.") },
};

static void
add_elsewhere (AnjServicePage *self, AnjPager *pager)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean beside = anj_metrics_is_landscape (metrics) && metrics->text_size == ANJ_TEXT_100;
  GtkWidget *row = NULL;

  if (self->door != ANJ_DOOR_NO_AGENT && !anj_door_ends_visits (self->door))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ELSEWHERE); i++)
    {
      if (i == 0 || !beside)
        {
          row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, GAP_LANDSCAPE_MM, NULL);
          gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
          anj_pager_append (pager, row);
        }
      gtk_box_append (GTK_BOX (row),
                      anj_fact_new (metrics, ELSEWHERE[i].icon_name, _ (ELSEWHERE[i].small),
                                    _ (ELSEWHERE[i].text), _ (ELSEWHERE[i].more)));
    }
}

/* whom to see meanwhile, where the terminal knows it */
static void
add_contact (AnjPage *page, AnjPager *pager)
{
  AnjVisit *visit = anj_page_get_visit (page);
  JsonObject *contact = anj_contact_find (visit, WHOM);

  if (contact == NULL)
    contact = anj_contact_find (visit, /* role */ NULL);
  if (contact == NULL)
    return;
  anj_pager_append (
      pager,
      anj_fact_new (anj_page_get_metrics (page),
                    anj_contact_role_icon (visit, anj_json_get_string (contact, "role", "")),
                    anj_contact_role_title (visit, anj_json_get_string (contact, "role", "")),
                    anj_json_get_string (contact, "name", ""),
                    anj_json_get_string (contact, "contact", NULL)));
}

void
anj_service_page_show_door (AnjServicePage *self, AnjDoor door)
{
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *pager = anj_pager_new (metrics, landscape ? GAP_LANDSCAPE_MM : GAP_MM, 0);
  g_autofree char *sentence = NULL;

  self->door = door;
  sentence = make_sentence (self);
  anj_page_set_question (page, _ (REASONS[door].heading));
  anj_page_set_sentence (page, sentence);
  add_elsewhere (self, ANJ_PAGER (pager));
  add_contact (page, ANJ_PAGER (pager));
  add_choices (self, ANJ_PAGER (pager));
  anj_page_set_content (
      page,
      anj_emblem_new_above (metrics, REASONS[door].icon_name,
                            landscape ? EMBLEM_HEIGHT_LANDSCAPE_MM : EMBLEM_HEIGHT_MM, pager));
}

static void
anj_service_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_service_page_parent_class)->constructed (object);

  anj_service_page_show_door (
      ANJ_SERVICE_PAGE (object),
      anj_door_of_visit (anj_page_get_visit (page), anj_page_get_clock (page)));
}

static void
anj_service_page_class_init (AnjServicePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_service_page_constructed;
}

static void
anj_service_page_init (AnjServicePage *self G_GNUC_UNUSED)
{
}

/* one goes back from it */
static void
show_inner_door (AnjPage *page, AnjDoor door)
{
  anj_page_set_navigation (page, TRUE, NULL, NULL);
  anj_service_page_show_door (ANJ_SERVICE_PAGE (page), door);
}

static void
anj_untaken_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_untaken_page_parent_class)->constructed (object);

  show_inner_door (page, anj_door_for_cases (anj_page_get_visit (page)));
}

static void
anj_untaken_page_class_init (AnjUntakenPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_untaken_page_constructed;
}

static void
anj_untaken_page_init (AnjUntakenPage *self G_GNUC_UNUSED)
{
}

static void
anj_unfound_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_unfound_page_parent_class)->constructed (object);

  show_inner_door (page, anj_door_for_look_ups (anj_page_get_visit (page)));
}

static void
anj_unfound_page_class_init (AnjUnfoundPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_unfound_page_constructed;
}

static void
anj_unfound_page_init (AnjUnfoundPage *self G_GNUC_UNUSED)
{
}
