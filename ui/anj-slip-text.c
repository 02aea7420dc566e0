/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-slip-text.h"

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "ui/anj-badge.h"
#include "ui/anj-case-words.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-contact.h"
#include "ui/anj-i18n.h"
#include "ui/anj-next-steps.h"
#include "ui/anj-place.h"
#include "ui/anj-programme.h"
#include "ui/anj-referral.h"
#include "ui/anj-when.h"

#define SENSITIVE_ROLE "INSPEKTORAT"

/* as on the page of results */
static const AnjProgrammeClass ORDER[] = { ANJ_CLASS_PAID, ANJ_CLASS_PENDING, ANJ_CLASS_FAILED,
                                           ANJ_CLASS_EXCLUDED };

/* @text: (transfer full). Returns: (transfer none) */
static const char *
keep (AnjSlipText *self, char *text)
{
  g_ptr_array_add (self->strings, text);
  return text;
}

static void
add_step (AnjSlipText *self, char *heading, char *text)
{
  AnjSlipStep step = { keep (self, heading), keep (self, text) };

  g_array_append_val (self->steps, step);
  self->slip.steps = (const AnjSlipStep *) (gpointer) self->steps->data;
  self->slip.n_steps = self->steps->len;
}

/* (nullable): none where nobody knows what day it is; who sends without a name leaves no time
 * behind, which a neighbour might remember */
static char *
make_date (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  g_autofree char *now = anj_time_format (anj_clock_real_us (anj_page_get_clock (page)));
  gboolean is_named = !anj_visit_is_kind (visit, "feedback") &&
                      !anj_visit_is_kind (visit, "note") &&
                      !(anj_visit_is_kind (visit, "complaint") &&
                        anj_visit_get_name_choice (visit) == ANJ_NAME_ANONYMOUS);

  if (!anj_visit_is_time_sure (visit))
    return NULL;
  return is_named ? anj_when_moment (now, anj_visit_get_language (visit))
                  : anj_when_day (now, anj_visit_get_language (visit));
}

/* the configuration's first number that can be called; "" when there is none */
static const char *
find_help (AnjVisit *visit)
{
  JsonArray *contacts = anj_json_get_array (anj_visit_get_config (visit), "contacts");

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++)
    {
      JsonObject *contact = anj_json_array_get_object (contacts, i);
      const char *how = contact != NULL ? anj_json_get_string (contact, "contact", "") : "";

      if (g_ascii_isdigit (*how) || *how == '+')
        return how;
    }
  return "";
}

/* name, role and how to reach them, a line each */
static char *
make_whom (AnjVisit *visit, JsonObject *contact)
{
  const char *how = anj_json_get_string (contact, "contact", "");

  return g_strjoin ("\n", anj_json_get_string (contact, "name", ""),
                    anj_contact_role_title (visit, anj_json_get_string (contact, "role", "")),
                    *how != '\0' ? how : NULL, NULL);
}

/* (transfer none) (nullable): a complaint about officials sends nobody back to the village's own, a
 * referral to who acts on it */
static JsonObject *
find_whom (AnjVisit *visit, gboolean sensitive)
{
  JsonObject *contact = NULL;

  if (sensitive)
    return anj_contact_find (visit, SENSITIVE_ROLE);
  if (anj_visit_is_kind (visit, "referral"))
    contact = anj_contact_find (visit, anj_referral_acts (visit));
  return contact != NULL ? contact : anj_contact_find (visit, NULL);
}

static void
set_whom (AnjSlipText *self, AnjVisit *visit)
{
  gboolean sensitive = anj_catalogue_is_sensitive (anj_visit_get_config (visit),
                                                   anj_visit_get_answer (visit, "category"));
  JsonObject *contact = find_whom (visit, sensitive);
  const char *help = sensitive ? "" : find_help (visit);

  self->slip.whom_title = _ ("Ada pertanyaan? Temui");
  if (contact != NULL)
    self->slip.whom = keep (self, make_whom (visit, contact));
  else
    self->slip.whom = keep (self, anj_catalogue_reader (anj_visit_get_config (visit),
                                                        anj_visit_get_answer (visit, "category"),
                                                        anj_visit_get_language (visit)));
  if (*help != '\0')
    /* translators: %s is a telephone number */
    self->slip.help = keep (self, g_strdup_printf (_ ("Bantuan: %s"), help));
}

static AnjSlipText *
begin (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSlipText *self = g_new0 (AnjSlipText, 1);

  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->steps = g_array_new (FALSE, FALSE, sizeof (AnjSlipStep));
  self->slip.language = keep (self, g_strdup (anj_visit_get_language (visit)));
  self->slip.village = keep (self, anj_place_village (anj_visit_get_config (visit)));
  self->slip.regency = keep (self, anj_place_regency (anj_visit_get_config (visit)));
  self->slip.date = keep (self, make_date (page));
  self->slip.free_of_charge = _ ("Gratis. Tidak ada biaya apa pun.");
  set_whom (self, visit);
  return self;
}

static void
on_next_step (AnjStepState state G_GNUC_UNUSED,
              const char *icon_name G_GNUC_UNUSED,
              const char *heading,
              const char *text,
              gpointer user_data)
{
  add_step (user_data, g_strdup (heading), g_strdup (text));
}

AnjSlipText *
anj_slip_text_new_ticket (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  const AnjTicket *ticket = anj_visit_get_ticket (visit);
  AnjSlipText *self = NULL;

  if (ticket == NULL)
    return NULL;
  self = begin (page);
  self->slip.title = _ (anj_case_words (anj_visit_get_kind (visit))->number);
  self->slip.number = ticket->number;
  self->slip.pin_title = _ ("PIN, jangan diberitahukan");
  self->slip.pin = ticket->pin;
  self->slip.qr = keep (self, g_strjoin ("/", ticket->region, ticket->number, NULL));
  self->slip.advice = _ ("Simpan kertas ini. Tanyakan di layar desa kapan saja.");
  self->slip.steps_title = _ ("Yang terjadi selanjutnya");
  anj_next_steps_tell (page, on_next_step, self);
  return self;
}

/* what was paid and when, or why nothing is, and what can be done */
static char *
make_state (JsonObject *programme, const char *language)
{
  const char *next_step = anj_json_get_text (programme, "next_step", language);
  const char *explanation = anj_json_get_text (programme, "explanation", language);
  AnjBadge badge = anj_badge_of (programme);
  g_autofree char *paid = badge == ANJ_BADGE_PAID || badge == ANJ_BADGE_SENT
                              ? anj_programme_paid_line (programme, language)
                              : NULL;
  g_autofree char *words = NULL;

  if (badge == ANJ_BADGE_PAID && paid != NULL)
    return g_steal_pointer (&paid);
  words = g_strjoin ("\n", explanation, *next_step != '\0' ? next_step : NULL, NULL);
  return paid != NULL ? g_strjoin ("\n", paid, words, NULL) : g_steal_pointer (&words);
}

static const char *
name_of (AnjVisit *visit, JsonObject *programme)
{
  return anj_catalogue_programme_name (anj_visit_get_config (visit),
                                       anj_json_get_string (programme, "code", ""),
                                       anj_visit_get_language (visit));
}

/* (transfer container) (element-type JsonObject): of the household that was found */
static GPtrArray *
find_programmes (AnjVisit *visit, AnjProgrammeClass klass)
{
  JsonObject *household = anj_json_get_object (anj_visit_get_household (visit), "household");
  JsonArray *programmes = anj_json_get_array (household, "programmes");
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (programme != NULL && anj_programme_class (programme) == klass)
        g_ptr_array_add (found, programme);
    }
  return found;
}

static void
add_programmes (AnjSlipText *self, AnjVisit *visit, AnjProgrammeClass klass)
{
  g_autoptr (GPtrArray) programmes = find_programmes (visit, klass);

  for (guint i = 0; i < programmes->len; i++)
    add_step (self,
              g_strconcat (name_of (visit, programmes->pdata[i]), ": ",
                           anj_badge_word (anj_badge_of (programmes->pdata[i])), NULL),
              make_state (programmes->pdata[i], anj_visit_get_language (visit)));
}

/* by their names alone: there are many, and paper is short */
static void
add_unregistered (AnjSlipText *self, AnjVisit *visit)
{
  g_autoptr (GPtrArray) programmes = find_programmes (visit, ANJ_CLASS_NONE);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < programmes->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            name_of (visit, programmes->pdata[i]));
  if (programmes->len > 0)
    add_step (self, g_strdup (anj_badge_word (ANJ_BADGE_NONE)), g_string_free (names, FALSE));
  else
    g_string_free (names, TRUE);
}

AnjSlipText *
anj_slip_text_new_result (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  JsonObject *document = anj_visit_get_household (visit);
  AnjSlipText *self = NULL;
  g_autofree char *day = NULL;

  if (document == NULL || anj_json_get_object (document, "household") == NULL)
    return NULL;
  self = begin (page);
  day = anj_date_in_words (anj_json_get_string (document, "as_of", ""),
                           anj_visit_get_language (visit));
  self->slip.title = _ ("Bantuan keluarga Anda");
  self->slip.steps_title = keep (self, g_strdup_printf (_ ("Data per %s"), day));
  for (gsize i = 0; i < G_N_ELEMENTS (ORDER); i++)
    add_programmes (self, visit, ORDER[i]);
  add_unregistered (self, visit);
  return self;
}

void
anj_slip_text_free (AnjSlipText *self)
{
  g_ptr_array_unref (self->strings);
  g_array_unref (self->steps);
  g_free (self);
}
