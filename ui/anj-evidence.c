/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-evidence.h"

#include "core/anj-json.h"
#include "ui/anj-update.h"

/* where the configuration says nothing */
#define DEFAULT_PHOTOS 3
#define DEFAULT_PHOTO_BYTES 1500000
#define DEFAULT_RECORDING_S 120
/* an answer of the draft that is not sent */
#define RECORDING_S "recording-s"

static gint64
get_limit (AnjVisit *visit, const char *name, gint64 otherwise)
{
  JsonObject *limits = anj_json_get_object (anj_visit_get_config (visit), "attachments");

  return limits != NULL ? anj_json_get_int (limits, name, otherwise) : otherwise;
}

guint
anj_evidence_max_photos (AnjVisit *visit)
{
  return (guint) CLAMP (get_limit (visit, "photos", DEFAULT_PHOTOS), 0, 9);
}

gsize
anj_evidence_max_photo_bytes (AnjVisit *visit)
{
  return (gsize) CLAMP (get_limit (visit, "photo_bytes", DEFAULT_PHOTO_BYTES), 0,
                        ANJ_ATTACHMENT_MAX_BYTES);
}

guint
anj_evidence_max_recording_s (AnjVisit *visit)
{
  return (guint) CLAMP (get_limit (visit, "recording_s", DEFAULT_RECORDING_S), 0, 600);
}

static gboolean
has_device (AnjVisit *visit, const char *kind)
{
  JsonObject *status = anj_visit_get_status (visit);

  return status != NULL && anj_json_get_bool (status, kind, FALSE);
}

gboolean
anj_evidence_has_camera (AnjVisit *visit)
{
  return has_device (visit, "camera") && anj_evidence_max_photos (visit) > 0;
}

gboolean
anj_evidence_wants_photo (AnjVisit *visit)
{
  return anj_evidence_has_camera (visit) &&
         (!anj_visit_is_kind (visit, "update") || anj_update_wants_evidence (visit));
}

gboolean
anj_evidence_has_microphone (AnjVisit *visit)
{
  return has_device (visit, "microphone") && anj_evidence_max_recording_s (visit) > 0;
}

/* place among all attachments; -1: there is none */
static int
find (AnjVisit *visit, const char *type, guint index)
{
  GPtrArray *attachments = anj_visit_get_attachments (visit);

  for (guint i = 0; i < attachments->len; i++)
    if (g_str_equal (anj_attachment_get_type (attachments->pdata[i]), type) && index-- == 0)
      return (int) i;
  return -1;
}

guint
anj_evidence_count (AnjVisit *visit, const char *type)
{
  guint n = 0;

  while (find (visit, type, n) >= 0)
    n++;
  return n;
}

AnjAttachment *
anj_evidence_get (AnjVisit *visit, const char *type, guint index)
{
  int place = find (visit, type, index);

  return place >= 0 ? anj_visit_get_attachments (visit)->pdata[place] : NULL;
}

void
anj_evidence_remove (AnjVisit *visit, const char *type, guint index)
{
  int place = find (visit, type, index);

  if (place >= 0)
    g_ptr_array_remove_index (anj_visit_get_attachments (visit), (guint) place);
}

void
anj_evidence_add_photo (AnjVisit *visit, AnjAttachment *photo)
{
  g_ptr_array_add (anj_visit_get_attachments (visit), photo);
}

void
anj_evidence_set_recording (AnjVisit *visit, AnjAttachment *recording, guint length_s)
{
  g_autofree char *length = g_strdup_printf ("%u", MAX (length_s, 1));

  anj_evidence_remove (visit, ANJ_ATTACHMENT_OGG, 0);
  if (recording != NULL)
    g_ptr_array_add (anj_visit_get_attachments (visit), recording);
  anj_visit_set_answer (visit, RECORDING_S, recording != NULL ? length : NULL);
}

guint
anj_evidence_get_recording_s (AnjVisit *visit)
{
  return (guint) g_ascii_strtoull (anj_visit_get_answer (visit, RECORDING_S), NULL, 10);
}
