/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Number and PIN → state and answer: scrypt in a thread → Ticket → open the answer. */

#include "app/session/anj-session-private.h"

#include <string.h>

#include "core/anj-envelope.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-region.h"
#include "core/anj-ticket-number.h"

#define PIN_LENGTH 6

typedef struct
{
  char *region;
  char *number;
  char *pin; /* (owned): secret */
  guint8 follow[ANJ_FOLLOW_BYTES];
} Follow;

static void
follow_free (Follow *self)
{
  g_free (self->region);
  g_free (self->number);
  anj_secret_string_free (self->pin);
  explicit_bzero (self->follow, sizeof self->follow);
  g_free (self);
}

/* "answer": what the office wrote, or null; null and "answer_damaged" when it does not open */
static void
add_answer (JsonObject *followed, const Follow *follow, GBytes *sealed)
{
  g_autoptr (GBytes) plain = NULL;
  JsonObject *answer = NULL;

  if (g_bytes_get_size (sealed) > 0)
    {
      plain = anj_answer_open (follow->follow, follow->region, follow->number, sealed,
                               /* error */ NULL);
      answer = plain != NULL ? anj_json_parse_object (plain, /* error */ NULL) : NULL;
      if (answer == NULL)
        json_object_set_boolean_member (followed, "answer_damaged", TRUE);
    }
  if (answer != NULL)
    json_object_set_object_member (followed, "answer", answer);
  else
    json_object_set_null_member (followed, "answer");
}

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);
  const Follow *follow = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GBytes) sealed = NULL;
  JsonObject *state, *followed;

  if (!anj_agent1_call_ticket_finish (ANJ_AGENT1 (source), &text, &answer, result, &error) ||
      (state = anj_session_parse (text, "ticket", &error)) == NULL)
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  followed = json_object_new ();
  json_object_set_string_member (followed, "region", follow->region);
  json_object_set_string_member (followed, "number", follow->number);
  json_object_set_object_member (followed, "state", state);
  sealed = g_variant_get_data_as_bytes (answer);
  add_answer (followed, follow, sealed);
  g_clear_pointer (&self->followed, json_object_unref);
  self->followed = json_object_ref (followed);
  g_task_return_pointer (task, followed, (GDestroyNotify) json_object_unref);
}

static void
derive (GTask *task,
        gpointer source G_GNUC_UNUSED,
        gpointer task_data,
        GCancellable *c G_GNUC_UNUSED)
{
  Follow *follow = task_data;
  g_autoptr (GError) error = NULL;

  if (anj_kdf_follow (follow->pin, follow->region, follow->number, follow->follow, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (
        task, anj_session_error_wrap (g_steal_pointer (&error), ANJ_SESSION_ERROR_INTERNAL));
}

static void
on_derived (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  const AnjSession *self = g_task_get_source_object (task);
  const Follow *follow = g_task_get_task_data (task);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  anj_agent1_call_ticket (
      self->agent, follow->region, follow->number,
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, follow->follow, sizeof follow->follow, 1),
      g_task_get_cancellable (task), on_ticket, g_object_ref (task));
}

static const char *
find_fault (const char *region, const char *number, const char *pin)
{
  if (anj_region_code_level (region) != ANJ_REGION_VILLAGE)
    return "region: no village code";
  if (!anj_ticket_number_parse (number, /* out_index */ NULL))
    return "number: no ticket number";
  if (strlen (pin) != PIN_LENGTH || strspn (pin, "0123456789") != PIN_LENGTH)
    return "pin: not six digits";
  return NULL;
}

void
anj_session_follow_async (AnjSession *self,
                          const char *region,
                          const char *number,
                          const char *pin,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) thread_task = NULL;
  const char *fault;
  Follow *follow;

  g_return_if_fail (ANJ_IS_SESSION (self) && region != NULL && number != NULL && pin != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_session_follow_async);
  fault = find_fault (region, number, pin);
  if (fault != NULL)
    {
      g_task_return_new_error (task, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID, "%s", fault);
      return;
    }
  follow = g_new0 (Follow, 1);
  follow->region = g_strdup (region);
  follow->number = anj_ticket_number_normalize (number);
  follow->pin = g_strdup (pin);
  g_task_set_task_data (task, follow, (GDestroyNotify) follow_free);

  thread_task = g_task_new (NULL, cancellable, on_derived, g_object_ref (task));
  /* the outer task owns the data and outlives the thread; it also holds the session, which the
   * thread must not: the last reference would go there */
  g_task_set_task_data (thread_task, follow, /* destroy */ NULL);
  g_task_run_in_thread (thread_task, derive);
}

JsonObject *
anj_session_follow_finish (AnjSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_follow_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
