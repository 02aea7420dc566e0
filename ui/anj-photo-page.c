/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-photo-page.h"

#include "ui/anj-evidence.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-update.h"
#include "ui/anj-viewfinder.h"
#include "ui/media/anj-camera.h"
#include "ui/media/anj-picture.h"

/* as good as a panel shows it */
#define PREVIEW_PX 1280
#define THUMBNAIL_PX 160

struct _AnjPhotoPage
{
  AnjPage parent_instance;

  AnjCamera *camera;     /* (owned) (nullable) */
  GCancellable *leaving; /* (owned): cancelled in dispose */
  guint open_source;
  GtkWidget *viewfinder; /* (unowned): child, as those below */
  GtkWidget *badge;
  GtkWidget *message;
  GtkWidget *photos;
};

G_DEFINE_FINAL_TYPE (AnjPhotoPage, anj_photo_page, ANJ_TYPE_PAGE)

static void show_photos (AnjPhotoPage *self);

/* the camera */

static void
show_message (AnjPhotoPage *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message), text);
  gtk_widget_set_visible (self->message, TRUE);
  gtk_widget_set_visible (self->badge, FALSE);
  anj_viewfinder_set_picture (ANJ_VIEWFINDER (self->viewfinder), NULL);
}

static void
on_frame (AnjPhotoPage *self, GdkTexture *picture)
{
  anj_viewfinder_set_picture (ANJ_VIEWFINDER (self->viewfinder), picture);
  gtk_widget_set_visible (self->message, FALSE);
  gtk_widget_set_visible (self->badge, TRUE);
}

static void
drop_camera (AnjPhotoPage *self)
{
  if (self->camera == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->camera, self);
  anj_camera_close (self->camera);
  g_clear_object (&self->camera);
}

static void
on_lost (AnjPhotoPage *self)
{
  drop_camera (self);
  show_message (self, _ ("Kamera belum bisa dipakai. Lanjut saja tanpa foto."));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjPhotoPage) self = user_data;
  g_autoptr (GError) error = NULL;
  int fd = anj_session_open_device_finish (ANJ_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (fd < 0)
    {
      on_lost (self);
      return;
    }
  self->camera = anj_camera_new (fd, PREVIEW_PX);
  g_signal_connect_swapped (self->camera, "frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (self->camera, "lost", G_CALLBACK (on_lost), self);
}

/* later, for the screen makes a page several times to find a size that fits */
static gboolean
open_camera (gpointer user_data)
{
  AnjPhotoPage *self = user_data;
  AnjSession *session = anj_visit_get_session (anj_page_get_visit (ANJ_PAGE (self)));

  self->open_source = 0;
  if (session != NULL)
    anj_session_open_device_async (session, "camera", self->leaving, on_opened,
                                   g_object_ref (self));
  else
    on_lost (self);
  return G_SOURCE_REMOVE;
}

/* photos */

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjPhotoPage) self = user_data;
  g_autoptr (GError) error = NULL;
  AnjAttachment *photo = anj_camera_take_finish (ANJ_CAMERA (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  anj_page_set_busy (ANJ_PAGE (self), FALSE);
  if (photo == NULL)
    {
      anj_page_set_error (ANJ_PAGE (self), _ ("Foto belum jadi."), _ ("Coba sekali lagi."));
      return;
    }
  anj_evidence_add_photo (anj_page_get_visit (ANJ_PAGE (self)), photo);
  show_photos (self);
}

static void
on_shutter (AnjPhotoPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);

  anj_page_set_error (page, NULL, NULL);
  if (anj_evidence_count (visit, ANJ_ATTACHMENT_JPEG) >= anj_evidence_max_photos (visit))
    {
      anj_page_set_error (page, _ ("Tempat foto sudah penuh."),
                          _ ("Hapus satu jika ingin foto lain."));
      return;
    }
  if (self->camera == NULL)
    {
      anj_page_set_error (page, _ ("Kamera belum menyala."), _ ("Boleh lanjut tanpa foto."));
      return;
    }
  anj_page_set_busy (page, TRUE);
  anj_camera_take_async (self->camera, anj_evidence_max_photo_bytes (visit), self->leaving,
                         on_taken, g_object_ref (self));
}

static void
on_remove (AnjPhotoPage *self, GtkButton *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  anj_page_set_error (ANJ_PAGE (self), NULL, NULL);
  anj_evidence_remove (anj_page_get_visit (ANJ_PAGE (self)), ANJ_ATTACHMENT_JPEG, index);
  show_photos (self);
}

static GtkWidget *
make_thumbnail (AnjPhotoPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  AnjAttachment *photo = anj_evidence_get (anj_page_get_visit (ANJ_PAGE (self)),
                                           ANJ_ATTACHMENT_JPEG, index);
  g_autoptr (GdkTexture) texture = anj_picture_decode (anj_attachment_get_bytes (photo),
                                                       THUMBNAIL_PX, /* error */ NULL);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gboolean low = anj_metrics_is_small_landscape (metrics);
  double height_mm = low ? 11 : 20;

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_size_request (picture, anj_metrics_px (metrics, height_mm * 4 / 3),
                               anj_metrics_px (metrics, height_mm));
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  return picture;
}

static GtkWidget *
make_photo (AnjPhotoPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *box = anj_parts_box (landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, 2, "kotak-foto");
  GtkWidget *remove = anj_parts_button ("hapus", _ ("Hapus"), "kecil-tombol");
  /* translators: %u is the photo's number */
  g_autofree char *name = g_strdup_printf (_ ("Hapus foto %u"), index + 1);

  g_object_set_data (G_OBJECT (remove), "index", GUINT_TO_POINTER (index));
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), self);
  anj_parts_set_name (remove, name);
  anj_parts_say (remove, name);
  gtk_widget_set_hexpand (remove, TRUE);
  gtk_box_append (GTK_BOX (box), make_thumbnail (self, index));
  gtk_box_append (GTK_BOX (box), remove);
  return box;
}

static void
show_photos (AnjPhotoPage *self)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  guint n_photos = anj_evidence_count (visit, ANJ_ATTACHMENT_JPEG);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->photos)) != NULL)
    gtk_box_remove (GTK_BOX (self->photos), child);
  for (guint i = 0; i < n_photos; i++)
    gtk_box_append (GTK_BOX (self->photos), make_photo (self, i));
  gtk_widget_set_visible (self->photos, n_photos > 0);
}

/* parts */

static GtkWidget *
make_viewfinder (AnjPhotoPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  GtkWidget *overlay = gtk_overlay_new ();

  self->viewfinder = anj_viewfinder_new (metrics);
  self->message = anj_parts_label (_ ("Menyalakan kamera …"), "isi tebal pesan-kamera");
  self->badge = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, "lencana menunggu");
  gtk_label_set_justify (GTK_LABEL (self->message), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0.5f);
  gtk_widget_set_halign (self->message, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->message, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->badge), anj_icon_new ("kamera", 7));
  gtk_box_append (GTK_BOX (self->badge), anj_parts_label (_ ("Kamera menyala"), NULL));
  gtk_widget_set_halign (self->badge, GTK_ALIGN_START);
  gtk_widget_set_valign (self->badge, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->badge, "lencana-kamera");
  gtk_widget_set_visible (self->badge, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->viewfinder);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->message);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->badge);
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_widget_set_hexpand (overlay, TRUE);
  return overlay;
}

static GtkWidget *
make_warning (AnjPhotoPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean anonymous = anj_visit_is_kind (anj_page_get_visit (ANJ_PAGE (self)), "complaint") &&
                       anj_visit_get_name_choice (anj_page_get_visit (ANJ_PAGE (self))) ==
                           ANJ_NAME_ANONYMOUS;
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);
  GtkWidget *label = anj_parts_label (anonymous
                                          ? _ ("Wajah dan tempat di foto bisa dikenali orang.")
                                          : _ ("Jangan memotret wajah atau KTP orang lain."),
                                      anonymous ? "isi tebal" : "isi");

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box),
                  anj_icon_new ("sembunyikan", anj_metrics_is_landscape (metrics) ? 7 : 10));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
make_shutter (AnjPhotoPage *self)
{
  GtkWidget *shutter = anj_parts_button (
      "kamera", _ ("Ambil foto"),
      anj_metrics_is_landscape (anj_page_get_metrics (ANJ_PAGE (self))) ? "utama sedang-tombol"
                                                                        : "utama");

  g_signal_connect_swapped (shutter, "clicked", G_CALLBACK (on_shutter), self);
  return shutter;
}

/* upright: all below one another; wide: the picture left, what is touched right of it */
static GtkWidget *
arrange (AnjPhotoPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *box = anj_parts_box (landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, 4, NULL);
  GtkWidget *seen = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 2, NULL);
  GtkWidget *controls = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 4, NULL);

  self->photos = anj_parts_box (landscape ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                metrics, landscape ? 2 : 4, NULL);
  gtk_box_set_homogeneous (GTK_BOX (self->photos), TRUE);
  gtk_box_append (GTK_BOX (seen), make_viewfinder (self));
  gtk_box_append (GTK_BOX (seen), anj_page_take_error_place (ANJ_PAGE (self)));
  gtk_box_append (GTK_BOX (controls), make_shutter (self));
  gtk_box_append (GTK_BOX (controls), self->photos);
  gtk_box_append (GTK_BOX (landscape ? seen : controls), make_warning (self));
  gtk_box_append (GTK_BOX (box), seen);
  gtk_box_append (GTK_BOX (box), controls);
  return box;
}

/* which paper, where the draft wants one; else where to hold it */
static void
set_sentence (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  const char *paper = anj_update_get_evidence (visit, anj_visit_get_language (visit));
  /* translators: %s is a sentence: the papers that show what is right */
  g_autofree char *wanted = g_strdup_printf (_ ("Tunjukkan jika ada: %s"), paper);

  if (*paper != '\0')
    anj_page_set_sentence (page, wanted);
  else if (!anj_metrics_is_landscape (anj_page_get_metrics (page)))
    anj_page_set_sentence (page, _ ("Tunjukkan kertas ke kamera, atau langsung lanjut."));
}

static void
anj_photo_page_constructed (GObject *object)
{
  AnjPhotoPage *self = ANJ_PHOTO_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_photo_page_parent_class)->constructed (object);

  anj_page_set_question (page, _ ("Ada foto atau surat?"));
  set_sentence (page);
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  anj_page_set_content (page, arrange (self));
  show_photos (self);
  self->open_source = g_idle_add (open_camera, self);
}

static void
anj_photo_page_dispose (GObject *object)
{
  AnjPhotoPage *self = ANJ_PHOTO_PAGE (object);

  g_clear_handle_id (&self->open_source, g_source_remove);
  g_cancellable_cancel (self->leaving);
  drop_camera (self);
  G_OBJECT_CLASS (anj_photo_page_parent_class)->dispose (object);
}

static void
anj_photo_page_finalize (GObject *object)
{
  g_object_unref (ANJ_PHOTO_PAGE (object)->leaving);
  G_OBJECT_CLASS (anj_photo_page_parent_class)->finalize (object);
}

static void
anj_photo_page_class_init (AnjPhotoPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = anj_photo_page_constructed;
  object_class->dispose = anj_photo_page_dispose;
  object_class->finalize = anj_photo_page_finalize;
}

static void
anj_photo_page_init (AnjPhotoPage *self)
{
  self->leaving = g_cancellable_new ();
}
