/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-tickets.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"

/*
 *   WAITING (store) ──► answered
 *        │ ask hub
 *        ▼
 *   hub ──► keep (store) ──► answered
 *        │ unknown to it: UNKNOWN_TO_HUB (store) ──► "lost", or "ticket-unknown"
 *        │ away
 *        ▼
 *   LAST_KNOWN (store) ──► answered, or "offline"
 */

typedef struct
{
  AnjStoreThread *store;
  AnjLine *line;
  char *region;
  char *number;
  guint8 follow[ANJ_FOLLOW_BYTES];
  AnjTicketSource source;
  AnjTicketOutcome outcome;
  char *state;
  GBytes *answer;
} Question;

static void
question_free (Question *question)
{
  g_free (question->region);
  g_free (question->number);
  g_free (question->state);
  g_clear_pointer (&question->answer, g_bytes_unref);
  explicit_bzero (question, sizeof *question);
  g_free (question);
}

static gboolean
job_find (AnjTerminal *terminal, gpointer data, GError **error)
{
  Question *question = data;

  question->outcome = anj_terminal_find_ticket (terminal, question->source, question->region,
                                                question->number, question->follow,
                                                &question->state, &question->answer, error);
  return question->outcome != ANJ_TICKET_FAILED;
}

static gboolean
job_keep (AnjTerminal *terminal, gpointer data, GError **error)
{
  Question *question = data;

  return anj_terminal_keep_ticket (
      terminal, question->region, question->number, question->follow, question->state,
      g_bytes_get_size (question->answer) > 0 ? question->answer : NULL, error);
}

static void
on_kept (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* the answer is there; only the next one without a hub will not be */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("cannot keep a ticket's answer: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* FALSE: the store had no answer, and @task goes on */
static gboolean
return_outcome (GTask *task, GAsyncResult *result)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (question->outcome == ANJ_TICKET_ANSWERED)
    g_task_return_boolean (task, TRUE);
  else
    return FALSE;
  return TRUE;
}

static void
on_last_known (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!return_outcome (task, result))
    g_task_return_new_error (task, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "offline");
}

static void
on_hub_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (anj_line_query_ticket_finish (ANJ_LINE (source), result, &question->state, &question->answer,
                                    &error))
    anj_store_thread_run (question->store, job_keep, question, NULL, on_kept,
                          g_steal_pointer (&task));
  else if (!g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID) &&
           (error->domain == ANJ_AGENT_ERROR ||
            g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    g_task_return_error (task, error); /* cancelled: the agent ends, and the store with it */
  else
    {
      question->source = error->domain == ANJ_AGENT_ERROR ? ANJ_TICKET_UNKNOWN_TO_HUB
                                                          : ANJ_TICKET_LAST_KNOWN;
      g_error_free (error);
      anj_store_thread_run (question->store, job_find, question, NULL, on_last_known,
                            g_steal_pointer (&task));
    }
}

static void
on_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);

  if (!return_outcome (task, result))
    anj_line_query_ticket_async (question->line, question->region, question->number,
                                 question->follow, on_hub_answered, g_steal_pointer (&task));
}

void
anj_tickets_ask_async (AnjStoreThread *store,
                       AnjLine *line,
                       const char *region,
                       const char *number,
                       const guint8 *follow,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, anj_tickets_ask_async);
  question->store = store;
  question->line = line;
  question->region = g_strdup (region);
  question->number = g_strdup (number);
  memcpy (question->follow, follow, sizeof question->follow);
  question->source = ANJ_TICKET_WAITING;
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  anj_store_thread_run (store, job_find, question, NULL, on_found, task);
}

gboolean
anj_tickets_ask_finish (GAsyncResult *result, char **out_state, GBytes **out_answer, GError **error)
{
  Question *question;

  g_return_val_if_fail (g_async_result_is_tagged (result, anj_tickets_ask_async), FALSE);

  question = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *out_state = g_steal_pointer (&question->state);
  *out_answer = g_steal_pointer (&question->answer);
  return TRUE;
}
