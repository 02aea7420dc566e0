/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-kk-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-asking.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keypad.h"
#include "ui/anj-referral.h"

/* a family's card mostly begins like the NIK of who was born there */
#define N_PREFILLED 6
#define MS_PER_SECOND 1000
/* told in minutes, with what works meanwhile */
#define LONG_WAIT_S 100

struct _AnjKkPage
{
  AnjNumberPage parent_instance;

  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (AnjKkPage, anj_kk_page, ANJ_TYPE_NUMBER_PAGE)

static gboolean
is_prefill (AnjNumberPage *self, const char *number)
{
  const char *nik = anj_visit_get_nik (anj_page_get_visit (ANJ_PAGE (self)));

  return strlen (number) == N_PREFILLED && strncmp (number, nik, N_PREFILLED) == 0;
}

/* One touch takes the prefilled digits away. Who does not see them and copies the whole number from
 * the card writes them twice: the first time does not count. */
static char *
anj_kk_page_edit (AnjNumberPage *self, const char *number, char key)
{
  g_autofree char *after = anj_keypad_edit (number, ANJ_NIK_LENGTH, key);

  if (key == ANJ_KEYPAD_ERASE_ONE && is_prefill (self, number))
    return g_strdup ("");
  if (after == NULL)
    return NULL;
  if (strlen (after) == 2 * N_PREFILLED && strncmp (after, after + N_PREFILLED, N_PREFILLED) == 0 &&
      is_prefill (self, after + N_PREFILLED))
    return g_strdup (after + N_PREFILLED);
  return g_steal_pointer (&after);
}

static void
drop_prefill (AnjNumberPage *self)
{
  anj_number_page_set_number (self, "");
}

static void
anj_kk_page_judge (AnjNumberPage *self, const char *number)
{
  AnjPage *page = ANJ_PAGE (self);
  g_autofree char *why = NULL;

  if (is_prefill (self, number))
    {
      anj_number_page_set_hint (self, "kartu", _ ("Enam angka ini dari NIK Anda."), NULL, NULL);
      anj_number_page_add_hint_button (self, "hapus", _ ("Bukan? Hapus"), drop_prefill);
    }
  if (strlen (number) < ANJ_NIK_LENGTH)
    {
      why = anj_number_page_why_short (_ ("Nomor KK"), (guint) strlen (number));
      anj_page_set_complete (page, FALSE, why);
      return;
    }
  /* cards carry dates of issue and districts of all ages: only the register can say more */
  anj_page_set_complete (page, TRUE, NULL);
  anj_number_page_set_hint (self, "status-diterima", _ ("Sudah 16 angka."), NULL, "hijau");
}

static void
show_wait (AnjPage *page, guint delay_ms)
{
  guint seconds = (delay_ms + MS_PER_SECOND - 1) / MS_PER_SECOND;
  guint minutes = (seconds + 59) / 60;
  g_autofree char *heading = NULL;

  if (seconds <= 1)
    heading = g_strdup (_ ("Mohon tunggu beberapa detik."));
  else if (seconds < LONG_WAIT_S)
    /* translators: %u seconds until the resident may try again */
    heading = g_strdup_printf (_ ("Mohon tunggu %u detik."), seconds);
  else
    /* translators: %u minutes until the resident may try again */
    heading = g_strdup_printf (_ ("Mohon tunggu %u menit."), minutes);
  anj_page_set_error (page, heading,
                      seconds < LONG_WAIT_S ? _ ("Lalu coba lagi. Petugas bisa membantu Anda.")
                                            : _ ("Sementara itu Pengaduan tetap bisa dipakai."));
}

/* records that were damaged are fetched again; else nothing was ever here */
static void
show_not_synced (AnjPage *page)
{
  JsonObject *status = anj_visit_get_status (anj_page_get_visit (page));

  if (status != NULL && anj_json_get_bool (status, "fetching_again", FALSE))
    anj_page_set_error (page, _ ("Data desa sedang diambil lagi."),
                        _ ("Coba lagi nanti, atau temui petugas."));
  else
    anj_asking_show_not_ready (page);
}

static void
show_failure (AnjPage *page, const GError *error)
{
  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_THROTTLED))
    show_wait (page, anj_session_error_delay_ms (error));
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE))
    show_not_synced (page);
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_LOCKED))
    anj_page_set_error (page, _ ("Layar ini sedang dikunci."), _ ("Mohon temui petugas di meja."));
  else
    anj_page_set_error (page, _ ("Data belum bisa dibuka."),
                        _ ("Mohon coba lagi, atau panggil petugas."));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjPage) page = ANJ_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  JsonObject *document = anj_session_look_up_finish (ANJ_SESSION (source), result, &error);

  if (!anj_asking_end (page, error))
    return;
  if (document == NULL)
    show_failure (page, error);
  else if (!anj_json_get_bool (document, "found", FALSE))
    anj_page_set_error (page, _ ("Data tidak ditemukan."),
                        _ ("Periksa angka, atau panggil petugas."));
  else
    {
      anj_visit_set_household (anj_page_get_visit (page), document);
      anj_page_next (page);
    }
  g_clear_pointer (&document, json_object_unref);
}

static void
look_up (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSession *session = anj_asking_begin (page);

  if (session == NULL)
    return;
  anj_session_look_up_async (session, anj_visit_get_nik (visit), anj_visit_get_no_kk (visit),
                             ANJ_KK_PAGE (page)->cancellable, on_looked_up, g_object_ref (page));
}

/* a draft only carries the numbers: who is in no register may propose, too. But to change data, or
 * to say for whom of the family it is, one has to see them */
static gboolean
only_carries (AnjVisit *visit)
{
  return !anj_visit_is_kind (visit, "") && !anj_visit_is_kind (visit, "update") &&
         !anj_referral_asks_member (visit);
}

static void
prefill (AnjVisit *visit)
{
  const char *nik = anj_visit_get_nik (visit);
  g_autofree char *begin = g_strndup (nik, N_PREFILLED);

  if (*anj_visit_get_no_kk (visit) == '\0' && strlen (begin) == N_PREFILLED)
    anj_visit_set_no_kk (visit, begin);
}

static void
anj_kk_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);
  const char *words[] = { "@JUDUL@", "KARTU KELUARGA", "@NOMOR@", "No. 3509 0112 …", NULL };
  gboolean small;

  G_OBJECT_CLASS (anj_kk_page_parent_class)->constructed (object);

  prefill (anj_page_get_visit (page));
  small = anj_metrics_is_small_landscape (anj_page_get_metrics (page));
  anj_page_set_question (page, small ? _ ("Tulis nomor KK") : _ ("Tulis nomor Kartu Keluarga"));
  anj_page_set_sentence (page, _ ("Nomor ini menjaga data Anda tetap aman."));
  anj_page_set_navigation (page, TRUE,
                           anj_visit_is_kind (anj_page_get_visit (page), "") ? _ ("Lihat bantuan")
                                                                             : _ ("Lanjut"),
                           "lanjut");
  if (!only_carries (anj_page_get_visit (page)))
    anj_page_set_primary_func (page, look_up);
  anj_number_page_build (ANJ_NUMBER_PAGE (object), "kk", words);
  anj_number_page_rehearse_hint (ANJ_NUMBER_PAGE (object), _ ("Enam angka ini dari NIK Anda."),
                                 NULL, _ ("Bukan? Hapus"));
}

static void
anj_kk_page_dispose (GObject *object)
{
  AnjKkPage *self = ANJ_KK_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (anj_kk_page_parent_class)->dispose (object);
}

static void
anj_kk_page_class_init (AnjKkPageClass *klass)
{
  AnjNumberPageClass *number_class = ANJ_NUMBER_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = anj_kk_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = anj_kk_page_dispose;
  number_class->read = anj_visit_get_no_kk;
  number_class->store = anj_visit_set_no_kk;
  number_class->edit = anj_kk_page_edit;
  number_class->judge = anj_kk_page_judge;
}

static void
anj_kk_page_init (AnjKkPage *self)
{
  self->cancellable = g_cancellable_new ();
}
