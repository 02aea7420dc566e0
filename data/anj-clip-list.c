/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-clip-list.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "data/anj-clip-number.h"

/* a text with placeholders */
typedef struct
{
  GRegex *regex;
  GPtrArray *run; /* (element-type AnjClip) (unowned elements): its recordings */
  char *order;    /* '%': what stands for the next placeholder, 'c': the next recording */
} Message;

struct _AnjClipList
{
  GPtrArray *clips;    /* (element-type AnjClip) */
  GHashTable *whole;   /* text -> (unowned) AnjClip: texts without placeholders */
  GPtrArray *messages; /* (element-type Message): most words first */
};

static void
clip_free (AnjClip *clip)
{
  g_free (clip->text);
  g_free (clip->file);
  g_free (clip->sha256);
  g_free (clip);
}

static void
message_free (Message *message)
{
  g_clear_pointer (&message->regex, g_regex_unref);
  g_clear_pointer (&message->run, g_ptr_array_unref);
  g_free (message->order);
  g_free (message);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Message, message_free)

static void
part_free (AnjClipPart *part)
{
  g_free (part->words);
  g_free (part);
}

static void
add_clip (GPtrArray *parts, const AnjClip *clip)
{
  AnjClipPart *part = g_new0 (AnjClipPart, 1);

  part->clip = clip;
  g_ptr_array_add (parts, part);
}

static void
add_words (GPtrArray *parts, const char *words)
{
  AnjClipPart *part = g_new0 (AnjClipPart, 1);

  part->words = g_strdup (words);
  g_ptr_array_add (parts, part);
}

/* the words of @text that are set apart by single spaces */
static char *
tidy (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\n", -1);
  GString *tidied = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_string_append_printf (tidied, "%s%s", tidied->len > 0 ? " " : "", words[i]);
  return g_string_free (tidied, FALSE);
}

/* messages */

static gboolean
has_words (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

/* where what stands for the next placeholder of @text begins, of the form %d, %s, %1$d, %u or %%;
 * NULL: there is none */
static const char *
find_placeholder (const char *text, char *out_kind, gsize *out_length)
{
  const char *at = strchr (text, '%');
  const char *end = NULL;

  if (at == NULL)
    return NULL;
  end = at + 1;
  while (g_ascii_isdigit (*end))
    end++;
  if (*end == '$')
    end++;
  *out_kind = *end == 'u' ? 'd' : *end;
  *out_length = *end != '\0' ? (gsize) (end - at) + 1 : 1;
  return at;
}

static void
add_stretch (const char *stretch, gsize n_bytes, GString *pattern, GString *order)
{
  g_autofree char *text = g_strndup (stretch, n_bytes);
  g_autofree char *escaped = g_regex_escape_string (text, -1);

  g_string_append (pattern, escaped);
  if (has_words (text))
    g_string_append_c (order, 'c');
}

/* (transfer full) (nullable): without its recordings */
static Message *
message_new (const char *text)
{
  g_autoptr (GString) pattern = g_string_new ("^");
  GString *order = g_string_new (NULL);
  Message *message = g_new0 (Message, 1);
  const char *from = text;
  const char *placeholder = NULL;
  gboolean is_odd = FALSE;
  gsize length = 0;
  char kind = '\0';

  while ((placeholder = find_placeholder (from, &kind, &length)) != NULL)
    {
      add_stretch (from, (gsize) (placeholder - from), pattern, order);
      is_odd = is_odd || strchr ("ds", kind) == NULL || kind == '\0';
      g_string_append (pattern, kind == 'd' ? "([0-9][0-9.,]*)" : "(.+?)");
      g_string_append_c (order, '%');
      from = placeholder + length;
    }
  add_stretch (from, strlen (from), pattern, order);
  g_string_append_c (pattern, '$');
  message->regex = is_odd ? NULL : g_regex_new (pattern->str, G_REGEX_DOTALL, 0, NULL);
  message->run = g_ptr_array_new ();
  message->order = g_string_free (order, FALSE);
  if (message->regex == NULL)
    g_clear_pointer (&message, message_free);
  return message;
}

static guint
count_stretches (const Message *message)
{
  guint n = 0;

  for (const char *step = message->order; *step != '\0'; step++)
    n += *step == 'c';
  return n;
}

/* what is said after its number by a rule of its own */
static gboolean
is_fragment (const char *text)
{
  return strcmp (text, ANJ_CLIP_RUPIAH) == 0 || strcmp (text, ANJ_CLIP_THOUSAND) == 0 ||
         strcmp (text, ANJ_CLIP_MILLION) == 0 || strcmp (text, ANJ_CLIP_BILLION) == 0;
}

static gboolean
add_message (AnjClipList *self, guint *index, GError **error)
{
  const AnjClip *first = g_ptr_array_index (self->clips, *index);
  Message *message = message_new (first->text);
  guint from = *index;

  if (message == NULL)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/clips/%u/text: \"%s\" has a placeholder that is neither %%d nor %%s", from,
                   first->text);
      return FALSE;
    }
  g_ptr_array_add (self->messages, message);
  for (; *index < self->clips->len; (*index)++)
    {
      const AnjClip *clip = g_ptr_array_index (self->clips, *index);

      if (strcmp (clip->text, first->text) != 0)
        break;
      g_ptr_array_add (message->run, (gpointer) clip);
    }
  if (message->run->len == count_stretches (message))
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
               "/clips/%u/text: \"%s\" has %u stretches of words, but %u recordings", from,
               first->text, count_stretches (message), message->run->len);
  return FALSE;
}

static gboolean
add_whole (AnjClipList *self, guint index, GError **error)
{
  AnjClip *clip = g_ptr_array_index (self->clips, index);

  if (g_hash_table_insert (self->whole, clip->text, clip))
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "/clips/%u/text: \"%s\" stands twice", index,
               clip->text);
  return FALSE;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const Message *const *one = a;
  const Message *const *other = b;
  gsize one_length = strlen (g_regex_get_pattern ((*one)->regex));
  gsize other_length = strlen (g_regex_get_pattern ((*other)->regex));

  return (one_length < other_length) - (one_length > other_length);
}

static gboolean
arrange (AnjClipList *self, GError **error)
{
  guint i = 0;

  while (i < self->clips->len)
    {
      const AnjClip *clip = g_ptr_array_index (self->clips, i);
      gboolean has_placeholders = strchr (clip->text, '%') != NULL && !is_fragment (clip->text);

      if (!(has_placeholders ? add_message (self, &i, error) : add_whole (self, i, error)))
        return FALSE;
      if (!has_placeholders)
        i++;
    }
  g_ptr_array_sort (self->messages, compare_messages);
  return TRUE;
}

AnjClipList *
anj_clip_list_new (JsonObject *manifest, GError **error)
{
  g_autoptr (AnjClipList) self = g_new0 (AnjClipList, 1);
  JsonArray *clips = anj_json_get_array (manifest, "clips");
  guint n_clips = clips != NULL ? json_array_get_length (clips) : 0;

  self->clips = g_ptr_array_new_with_free_func ((GDestroyNotify) clip_free);
  self->whole = g_hash_table_new (g_str_hash, g_str_equal);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  for (guint i = 0; i < n_clips; i++)
    {
      JsonObject *object = anj_json_array_get_object (clips, i);
      AnjClip *clip = g_new0 (AnjClip, 1);

      clip->text = tidy (anj_json_get_string (object, "text", ""));
      clip->file = g_strdup (anj_json_get_string (object, "file", ""));
      clip->sha256 = g_strdup (anj_json_get_string (object, "sha256", ""));
      g_ptr_array_add (self->clips, clip);
    }
  return arrange (self, error) ? g_steal_pointer (&self) : NULL;
}

void
anj_clip_list_free (AnjClipList *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->whole, g_hash_table_unref);
  g_clear_pointer (&self->clips, g_ptr_array_unref);
  g_free (self);
}

guint
anj_clip_list_get_size (const AnjClipList *self)
{
  return self->clips->len;
}

const AnjClip *
anj_clip_list_get (const AnjClipList *self, guint index)
{
  g_return_val_if_fail (index < self->clips->len, NULL);

  return g_ptr_array_index (self->clips, index);
}

/* what says a text */

static gboolean
add_number (const AnjClipList *self,
            GPtrArray *parts,
            const char *token,
            AnjClipNumberManner manner)
{
  g_autoptr (GPtrArray) texts = anj_clip_number_spell (token, manner, self->whole);

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    add_clip (parts, g_hash_table_lookup (self->whole, g_ptr_array_index (texts, i)));
  return texts != NULL;
}

/* words, numbers, amounts and months that all have clips; FALSE: @parts is as it was */
static gboolean
add_tokens (const AnjClipList *self, GPtrArray *parts, const char *text)
{
  g_auto (GStrv) tokens = g_strsplit (text, " ", -1);
  AnjClipNumberManner manner = ANJ_CLIP_NUMBER_ALONE;
  guint before = parts->len;

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      const AnjClip *clip = g_hash_table_lookup (self->whole, tokens[i]);

      if (clip != NULL)
        add_clip (parts, clip);
      else if (!add_number (self, parts, tokens[i], manner))
        {
          g_ptr_array_set_size (parts, (int) before);
          return FALSE;
        }
      manner = clip != NULL && !g_ascii_isdigit (tokens[i][0]) ? ANJ_CLIP_NUMBER_AFTER_WORD
                                                               : ANJ_CLIP_NUMBER_ALONE;
    }
  return tokens[0] != NULL;
}

static void
add_value (const AnjClipList *self, GPtrArray *parts, const char *value)
{
  const AnjClip *clip = g_hash_table_lookup (self->whole, value);

  if (clip != NULL)
    add_clip (parts, clip);
  else if (!add_tokens (self, parts, value))
    add_words (parts, value);
}

static gboolean
add_matching (const AnjClipList *self, const Message *message, GPtrArray *parts, const char *text)
{
  g_autoptr (GMatchInfo) match = NULL;
  int n_value = 0;
  guint n_clip = 0;

  if (!g_regex_match (message->regex, text, 0, &match))
    return FALSE;
  for (const char *step = message->order; *step != '\0'; step++)
    if (*step == 'c')
      add_clip (parts, g_ptr_array_index (message->run, n_clip++));
    else
      {
        g_autofree char *value = g_match_info_fetch (match, ++n_value);

        add_value (self, parts, g_strstrip (value));
      }
  return TRUE;
}

GPtrArray *
anj_clip_list_find (const AnjClipList *self, const char *text)
{
  g_autofree char *tidied = tidy (text);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  const AnjClip *clip = g_hash_table_lookup (self->whole, tidied);

  if (clip != NULL)
    {
      add_clip (parts, clip);
      return g_steal_pointer (&parts);
    }
  for (guint i = 0; i < self->messages->len; i++)
    if (add_matching (self, g_ptr_array_index (self->messages, i), parts, tidied))
      return g_steal_pointer (&parts);
  return add_tokens (self, parts, tidied) ? g_steal_pointer (&parts) : NULL;
}

/* what is recorded */

static char *
drop_tags (const char *text)
{
  g_autoptr (GRegex) tag = g_regex_new ("</?[a-z]+>", 0, 0, NULL);

  return g_regex_replace_literal (tag, text, -1, 0, "", 0, NULL);
}

static gboolean
has_clips (const AnjClipList *self, const char *text, const Message *message)
{
  if (g_hash_table_contains (self->whole, text))
    return TRUE;
  for (guint i = 0; message != NULL && i < self->messages->len; i++)
    {
      const Message *recorded = g_ptr_array_index (self->messages, i);

      if (strcmp (g_regex_get_pattern (recorded->regex), g_regex_get_pattern (message->regex)) == 0)
        return TRUE;
    }
  return FALSE;
}

guint
anj_clip_list_count (const AnjClipList *self, GPtrArray *texts, guint *out_n_texts)
{
  guint n_found = 0;

  *out_n_texts = 0;
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *bare = drop_tags (g_ptr_array_index (texts, i));
      g_autofree char *text = tidy (bare);
      g_autoptr (Message) message = message_new (text);

      if (message != NULL && count_stretches (message) == 0)
        continue;
      *out_n_texts += 1;
      n_found += has_clips (self, text, message);
    }
  return n_found;
}
