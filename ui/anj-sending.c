/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-sending.h"

#define UNDER_WAY "sending"

typedef struct
{
  AnjPage *page;   /* (owned) */
  AnjVisit *visit; /* (owned): outlives the page when language or text size change meanwhile */
  void (*done) (AnjPage *page, gboolean sent, const GError *error);
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->page);
  g_object_unref (self->visit);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) self = user_data;
  g_autoptr (GError) error = NULL;
  AnjTicket *ticket = anj_session_send_finish (ANJ_SESSION (source), result, &error);

  anj_visit_set_answer (self->visit, UNDER_WAY, NULL);
  if (ticket != NULL)
    anj_visit_take_ticket (self->visit, ticket);
  anj_page_set_busy (self->page, FALSE);
  self->done (self->page, ticket != NULL, error);
}

void
anj_sending_begin (AnjPage *page, void (*done) (AnjPage *page, gboolean sent, const GError *error))
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSession *session = anj_visit_get_session (visit);
  g_autoptr (JsonObject) body = NULL;
  Sending *self = NULL;

  if (session == NULL)
    {
      done (page, FALSE, /* error */ NULL);
      return;
    }
  self = g_new0 (Sending, 1);
  self->page = g_object_ref (page);
  self->visit = g_object_ref (visit);
  self->done = done;
  body = anj_visit_make_body (visit);
  anj_visit_set_answer (visit, UNDER_WAY, "1");
  anj_page_set_busy (page, TRUE);
  anj_session_send_async (session, anj_visit_get_kind (visit), body,
                          anj_visit_get_attachments (visit), /* cancellable */ NULL, on_sent, self);
}

gboolean
anj_sending_is_under_way (AnjVisit *visit)
{
  return *anj_visit_get_answer (visit, UNDER_WAY) != '\0';
}
