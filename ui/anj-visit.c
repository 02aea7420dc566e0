/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-visit.h"

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "ui/anj-languages.h"

/* questions whose answers outlive a draft */
#define NIK "nik"
#define NO_KK "no_kk"

struct _AnjVisit
{
  GObject parent_instance;

  AnjSession *session;           /* (owned) (nullable) */
  JsonObject *config;            /* (owned): the session's, or an empty one */
  const AnjRegionTable *regions; /* (unowned) (nullable): main's, which outlives every visit */
  GPtrArray *languages;          /* (owned) (nullable) (element-type AnjLanguage) */
  char *language;                /* (owned) */
  AnjTextSize text_size;
  AnjTheme theme;
  gboolean reach;

  JsonObject *status;    /* (owned) (nullable): where there is no session */
  JsonObject *household; /* (owned) (nullable) */
  JsonObject *programme; /* (owned) (nullable) */

  char *kind;          /* (owned) */
  GHashTable *answers; /* (owned): question → answer, wiped; the numbers too */
  AnjNameChoice name_choice;
  GPtrArray *attachments; /* (element-type AnjAttachment) (owned) */
  AnjTicket *ticket;      /* (owned) (nullable) */

  char *follow_number;  /* (owned), wiped */
  char *follow_pin;     /* (owned), wiped */
  JsonObject *followed; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (AnjVisit, anj_visit, G_TYPE_OBJECT)

typedef enum {
  PROP_LANGUAGE = 1,
  PROP_TEXT_SIZE,
  PROP_THEME,
  PROP_REACH,
  PROP_STATUS,
} AnjVisitProperty;

static GParamSpec *properties[PROP_STATUS + 1];

static void
set_secret (char **field, const char *value)
{
  char *old = *field;

  *field = g_strdup (value != NULL ? value : "");
  anj_secret_string_free (old);
}

static void
set_object (JsonObject **field, JsonObject *value)
{
  JsonObject *old = *field;

  *field = value != NULL ? json_object_ref (value) : NULL;
  g_clear_pointer (&old, json_object_unref);
}

static void
on_status_changed (AnjVisit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

static void
anj_visit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AnjVisit *self = ANJ_VISIT (object);

  switch ((AnjVisitProperty) prop_id)
    {
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    case PROP_TEXT_SIZE:
      g_value_set_uint (value, self->text_size);
      break;
    case PROP_THEME:
      g_value_set_uint (value, self->theme);
      break;
    case PROP_REACH:
      g_value_set_boolean (value, self->reach);
      break;
    case PROP_STATUS:
      g_value_set_boxed (value, anj_visit_get_status (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
anj_visit_finalize (GObject *object)
{
  AnjVisit *self = ANJ_VISIT (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->config, json_object_unref);
  g_clear_pointer (&self->languages, g_ptr_array_unref);
  g_clear_pointer (&self->status, json_object_unref);
  g_clear_pointer (&self->household, json_object_unref);
  g_clear_pointer (&self->programme, json_object_unref);
  g_clear_pointer (&self->followed, json_object_unref);
  g_clear_pointer (&self->ticket, anj_ticket_free);
  g_clear_pointer (&self->answers, g_hash_table_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->follow_number, anj_secret_string_free);
  g_clear_pointer (&self->follow_pin, anj_secret_string_free);
  g_free (self->language);
  g_free (self->kind);

  G_OBJECT_CLASS (anj_visit_parent_class)->finalize (object);
}

static void
anj_visit_class_init (AnjVisitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anj_visit_get_property;
  object_class->finalize = anj_visit_finalize;

  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, "id",
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT_SIZE] = g_param_spec_uint ("text-size", NULL, NULL, ANJ_TEXT_100,
                                                  ANJ_TEXT_200, ANJ_TEXT_100,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_THEME] = g_param_spec_uint ("theme", NULL, NULL, ANJ_THEME_MORI,
                                              ANJ_THEME_WHITE_BLACK, ANJ_THEME_MORI,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REACH] = g_param_spec_boolean ("reach", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATUS] = g_param_spec_boxed ("status", NULL, NULL, JSON_TYPE_OBJECT,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
anj_visit_init (AnjVisit *self)
{
  self->language = g_strdup ("id");
  self->kind = g_strdup ("");
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) anj_secret_string_free);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_unref);
  self->follow_number = g_strdup ("");
  self->follow_pin = g_strdup ("");
}

AnjVisit *
anj_visit_new (AnjSession *session)
{
  AnjVisit *self = g_object_new (ANJ_TYPE_VISIT, NULL);

  if (session != NULL)
    {
      self->session = g_object_ref (session);
      self->config = json_object_ref (anj_session_get_config (session));
      g_signal_connect_object (session, "status-changed", G_CALLBACK (on_status_changed), self,
                               G_CONNECT_SWAPPED);
    }
  else
    {
      self->config = json_object_new ();
    }
  return self;
}

AnjSession *
anj_visit_get_session (AnjVisit *self)
{
  return self->session;
}

JsonObject *
anj_visit_get_config (AnjVisit *self)
{
  return self->config;
}

JsonObject *
anj_visit_get_status (AnjVisit *self)
{
  return self->session != NULL ? anj_session_get_status (self->session) : self->status;
}

gboolean
anj_visit_is_time_sure (AnjVisit *self)
{
  JsonObject *status = anj_visit_get_status (self);

  return status == NULL || !anj_json_get_bool (status, "time_unsure", FALSE);
}

void
anj_visit_set_status (AnjVisit *self, JsonObject *status)
{
  g_return_if_fail (self->session == NULL);
  set_object (&self->status, status);
  on_status_changed (self);
}

const AnjRegionTable *
anj_visit_get_regions (AnjVisit *self)
{
  return self->regions;
}

void
anj_visit_set_regions (AnjVisit *self, const AnjRegionTable *regions)
{
  self->regions = regions;
}

void
anj_visit_set_languages (AnjVisit *self, GPtrArray *languages)
{
  g_clear_pointer (&self->languages, g_ptr_array_unref);
  self->languages = g_ptr_array_ref (languages);
}

GPtrArray *
anj_visit_get_languages (AnjVisit *self)
{
  return anj_languages_offered (self->languages, self->config);
}

const char *
anj_visit_get_language (AnjVisit *self)
{
  return self->language;
}

void
anj_visit_set_language (AnjVisit *self, const char *language)
{
  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LANGUAGE]);
}

AnjTextSize
anj_visit_get_text_size (AnjVisit *self)
{
  return self->text_size;
}

void
anj_visit_set_text_size (AnjVisit *self, AnjTextSize text_size)
{
  if (self->text_size == text_size)
    return;
  self->text_size = text_size;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT_SIZE]);
}

AnjTheme
anj_visit_get_theme (AnjVisit *self)
{
  return self->theme;
}

void
anj_visit_set_theme (AnjVisit *self, AnjTheme theme)
{
  if (self->theme == theme)
    return;
  self->theme = theme;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_THEME]);
}

gboolean
anj_visit_get_reach (AnjVisit *self)
{
  return self->reach;
}

void
anj_visit_set_reach (AnjVisit *self, gboolean reach)
{
  if (self->reach == reach)
    return;
  self->reach = reach;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACH]);
}

/* what was found belongs to the numbers it was found by */
static void
set_number (AnjVisit *self, const char *question, const char *number)
{
  if (g_str_equal (anj_visit_get_answer (self, question), number))
    return;
  anj_visit_set_answer (self, question, number);
  set_object (&self->household, NULL);
  set_object (&self->programme, NULL);
}

const char *
anj_visit_get_nik (AnjVisit *self)
{
  return anj_visit_get_answer (self, NIK);
}

void
anj_visit_set_nik (AnjVisit *self, const char *nik)
{
  set_number (self, NIK, nik);
}

const char *
anj_visit_get_no_kk (AnjVisit *self)
{
  return anj_visit_get_answer (self, NO_KK);
}

void
anj_visit_set_no_kk (AnjVisit *self, const char *no_kk)
{
  set_number (self, NO_KK, no_kk);
}

JsonObject *
anj_visit_get_household (AnjVisit *self)
{
  return self->household;
}

void
anj_visit_set_household (AnjVisit *self, JsonObject *document)
{
  set_object (&self->household, document);
}

JsonObject *
anj_visit_get_programme (AnjVisit *self)
{
  return self->programme;
}

void
anj_visit_set_programme (AnjVisit *self, JsonObject *programme)
{
  set_object (&self->programme, programme);
}

const char *
anj_visit_get_kind (AnjVisit *self)
{
  return self->kind;
}

gboolean
anj_visit_is_kind (AnjVisit *self, const char *kind)
{
  return g_str_equal (self->kind, kind);
}

static gboolean
is_of_draft (gpointer question, gpointer answer G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
  return !g_str_equal (question, NIK) && !g_str_equal (question, NO_KK);
}

void
anj_visit_set_kind (AnjVisit *self, const char *kind)
{
  char *old = self->kind;

  self->kind = g_strdup (kind);
  g_free (old);
  g_hash_table_foreach_remove (self->answers, is_of_draft, NULL);
  g_ptr_array_set_size (self->attachments, 0);
  self->name_choice = ANJ_NAME_UNDECIDED;
}

const char *
anj_visit_get_answer (AnjVisit *self, const char *question)
{
  const char *answer = g_hash_table_lookup (self->answers, question);

  return answer != NULL ? answer : "";
}

void
anj_visit_set_answer (AnjVisit *self, const char *question, const char *answer)
{
  if (answer == NULL || *answer == '\0')
    g_hash_table_remove (self->answers, question);
  else
    g_hash_table_replace (self->answers, g_strdup (question), g_strdup (answer));
}

AnjNameChoice
anj_visit_get_name_choice (AnjVisit *self)
{
  return self->name_choice;
}

void
anj_visit_set_name_choice (AnjVisit *self, AnjNameChoice choice)
{
  self->name_choice = choice;
}

GPtrArray *
anj_visit_get_attachments (AnjVisit *self)
{
  return self->attachments;
}

const AnjTicket *
anj_visit_get_ticket (AnjVisit *self)
{
  return self->ticket;
}

void
anj_visit_take_ticket (AnjVisit *self, AnjTicket *ticket)
{
  g_clear_pointer (&self->ticket, anj_ticket_free);
  self->ticket = ticket;
}

const char *
anj_visit_get_follow_number (AnjVisit *self)
{
  return self->follow_number;
}

void
anj_visit_set_follow_number (AnjVisit *self, const char *number)
{
  set_secret (&self->follow_number, number);
}

const char *
anj_visit_get_follow_pin (AnjVisit *self)
{
  return self->follow_pin;
}

void
anj_visit_set_follow_pin (AnjVisit *self, const char *pin)
{
  set_secret (&self->follow_pin, pin);
}

JsonObject *
anj_visit_get_followed (AnjVisit *self)
{
  return self->followed;
}

void
anj_visit_set_followed (AnjVisit *self, JsonObject *followed)
{
  set_object (&self->followed, followed);
}
