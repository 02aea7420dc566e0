/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"

#include <math.h>
#include <string.h>

#include "core/anj-error.h"

/*
 * json-glib takes more than JSON (comments, single words, any depth), so foreign bytes go through a
 * strict scanner of RFC 8259 first; json-glib then only builds the tree of what is known to be
 * good.
 *
 *   Scanner     where we are; one function for each kind of value
 *   scan_*      FALSE with the error set, at line and column
 */

#define MAX_DEPTH 64
/* longest number that is taken: what a double or a 64-bit integer can need, and room to spare */
#define MAX_NUMBER_BYTES 64
/* integers a double holds exactly */
#define MAX_EXACT_DOUBLE 9007199254740992.0

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
} Scanner;

static gboolean scan_value (Scanner *self, GError **error);

static gboolean
fail (const Scanner *self, const char *what, GError **error)
{
  guint line = 1;
  const char *line_start = self->start;

  for (const char *c = self->start; c < self->at; c++)
    if (*c == '\n')
      {
        line++;
        line_start = c + 1;
      }
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "JSON, line %u, column %u: %s", line,
               (guint) (self->at - line_start) + 1, what);
  return FALSE;
}

static char
peek (const Scanner *self)
{
  return self->at < self->end ? *self->at : '\0';
}

static void
skip_space (Scanner *self)
{
  while (self->at < self->end && strchr (" \t\n\r", *self->at) != NULL)
    self->at++;
}

static gboolean
scan_word (Scanner *self, const char *word, GError **error)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return fail (self, "not a value", error);
  self->at += length;
  return TRUE;
}

/* the four digits after \u; -1 if they are none */
static int
scan_code_unit (Scanner *self)
{
  int unit = 0;

  for (int i = 0; i < 4; i++, self->at++)
    {
      if (!g_ascii_isxdigit (peek (self)))
        return -1;
      unit = unit << 4 | g_ascii_xdigit_value (*self->at);
    }
  return unit;
}

static gboolean
scan_escape (Scanner *self, GError **error)
{
  char escaped = peek (self);
  int unit;

  if (escaped == '\0' || strchr ("\"\\/bfnrtu", escaped) == NULL)
    return fail (self, "unknown escape", error);
  self->at++;
  if (escaped != 'u')
    return TRUE;
  unit = scan_code_unit (self);
  if (unit == 0)
    return fail (self, "NUL character", error);
  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail (self, "bad \\u escape", error);
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (self->end - self->at < 6 || self->at[0] != '\\' || self->at[1] != 'u')
    return fail (self, "half a surrogate pair", error);
  self->at += 2;
  unit = scan_code_unit (self);
  return (unit >= 0xdc00 && unit <= 0xdfff) || fail (self, "half a surrogate pair", error);
}

static gboolean
scan_string (Scanner *self, GError **error)
{
  if (peek (self) != '"')
    return fail (self, "expected a string", error);
  for (self->at++; self->at < self->end;)
    {
      char character = *self->at;

      if (character == '"')
        {
          self->at++;
          return TRUE;
        }
      if ((guchar) character < 0x20)
        return fail (self, "control character in a string", error);
      self->at++;
      if (character == '\\' && !scan_escape (self, error))
        return FALSE;
    }
  return fail (self, "string without end", error);
}

static gsize
scan_digits (Scanner *self)
{
  const char *start = self->at;

  while (g_ascii_isdigit (peek (self)))
    self->at++;
  return (gsize) (self->at - start);
}

/* numbers that would not survive are refused: beyond 64 bits or a double's range */
static gboolean
check_range (const char *text, gsize length, gboolean is_integer)
{
  char number[MAX_NUMBER_BYTES + 1];

  if (length > MAX_NUMBER_BYTES)
    return FALSE;
  memcpy (number, text, length);
  number[length] = '\0';
  return is_integer ? g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, NULL, NULL)
                    : isfinite (g_ascii_strtod (number, NULL)) != 0;
}

static gboolean
scan_number (Scanner *self, GError **error)
{
  const char *start = self->at;
  gboolean is_integer = TRUE;

  if (peek (self) == '-')
    self->at++;
  if (peek (self) == '0')
    self->at++;
  else if (scan_digits (self) == 0)
    return fail (self, "not a value", error);
  if (peek (self) == '.')
    {
      is_integer = FALSE;
      self->at++;
      if (scan_digits (self) == 0)
        return fail (self, "no digit after the point", error);
    }
  if (peek (self) == 'e' || peek (self) == 'E')
    {
      is_integer = FALSE;
      self->at++;
      if (peek (self) == '+' || peek (self) == '-')
        self->at++;
      if (scan_digits (self) == 0)
        return fail (self, "no digit in the exponent", error);
    }
  return check_range (start, (gsize) (self->at - start), is_integer) ||
         fail (self, "number out of range", error);
}

/* an object's or array's inside, up to and with @closing */
static gboolean
scan_container (Scanner *self, char closing, GError **error)
{
  if (++self->depth > MAX_DEPTH)
    return fail (self, "nested too deep", error);
  self->at++;
  skip_space (self);
  if (peek (self) == closing)
    {
      self->at++;
      self->depth--;
      return TRUE;
    }
  for (;;)
    {
      skip_space (self);
      if (closing == '}')
        {
          if (!scan_string (self, error))
            return FALSE;
          skip_space (self);
          if (peek (self) != ':')
            return fail (self, "expected a colon", error);
          self->at++;
          skip_space (self);
        }
      if (!scan_value (self, error))
        return FALSE;
      skip_space (self);
      if (peek (self) == closing)
        break;
      if (peek (self) != ',')
        return fail (self, "expected a comma", error);
      self->at++;
    }
  self->at++;
  self->depth--;
  return TRUE;
}

static gboolean
scan_value (Scanner *self, GError **error)
{
  switch (peek (self))
    {
    case '{':
      return scan_container (self, '}', error);
    case '[':
      return scan_container (self, ']', error);
    case '"':
      return scan_string (self, error);
    case 't':
      return scan_word (self, "true", error);
    case 'f':
      return scan_word (self, "false", error);
    case 'n':
      return scan_word (self, "null", error);
    default:
      return scan_number (self, error);
    }
}

static gboolean
scan_document (const char *data, gsize n_bytes, GError **error)
{
  Scanner scanner = { data, data, data + n_bytes, 0 };

  if (n_bytes > 0 && !g_utf8_validate_len (data, n_bytes, &scanner.at))
    return fail (&scanner, *scanner.at == '\0' ? "NUL character" : "not UTF-8", error);
  scanner.at = data;
  skip_space (&scanner);
  if (!scan_value (&scanner, error))
    return FALSE;
  skip_space (&scanner);
  return scanner.at == scanner.end || fail (&scanner, "text after the value", error);
}

JsonNode *
anj_json_parse (GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *data;
  gsize n_bytes;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &n_bytes);
  if (n_bytes > G_MAXSSIZE || !scan_document (data != NULL ? data : "", n_bytes, error))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, data, (gssize) n_bytes, &local_error))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "JSON: %s", local_error->message);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

JsonObject *
anj_json_parse_object (GBytes *bytes, GError **error)
{
  g_autoptr (JsonNode) root = anj_json_parse (bytes, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "JSON: not an object");
      return NULL;
    }
  return json_node_dup_object (root);
}

/* whether what ends before @end is a number's exponent, "e+20" */
static gboolean
ends_exponent (const char *start, const char *end)
{
  while (end > start && g_ascii_isdigit (end[-1]))
    end--;
  return end - start >= 2 && (end[-1] == '+' || end[-1] == '-') && end[-2] == 'e';
}

/* json-glib writes 1e20 as "1e+20.0", which nobody can read */
static void
mend_exponents (char *text)
{
  gboolean is_string = FALSE;
  char *out = text;

  if (strstr (text, "e+") == NULL && strstr (text, "e-") == NULL)
    return;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        is_string = !is_string;
      else if (is_string && *at == '\\')
        *out++ = *at++;
      else if (!is_string && *at == '.' && at[1] == '0' && ends_exponent (text, out))
        {
          at++;
          continue;
        }
      *out++ = *at;
    }
  *out = '\0';
}

char *
anj_json_object_to_text (JsonObject *object)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  char *text;

  g_return_val_if_fail (object != NULL, NULL);

  json_node_set_object (root, object);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, /* length */ NULL);
  mend_exponents (text);
  return text;
}

GBytes *
anj_json_object_to_bytes (JsonObject *object)
{
  char *text = anj_json_object_to_text (object);

  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

/* (nullable) (transfer none): the member if it holds a value of some kind */
static JsonNode *
get_member (JsonObject *object, const char *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  return object == NULL ? NULL : json_object_get_member (object, member);
}

const char *
anj_json_get_string (JsonObject *object, const char *member, const char *fallback)
{
  JsonNode *node = get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return fallback;
  return json_node_get_string (node);
}

gint64
anj_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = get_member (object, member);
  double value;

  if (node == NULL)
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return fallback;
  value = json_node_get_double (node);
  return floor (value) == value && fabs (value) <= MAX_EXACT_DOUBLE ? (gint64) value : fallback;
}

gboolean
anj_json_get_bool (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

JsonObject *
anj_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
anj_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
anj_json_array_get_object (JsonArray *array, guint index)
{
  JsonNode *node;

  if (array == NULL || index >= json_array_get_length (array))
    return NULL;
  node = json_array_get_element (array, index);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
anj_json_get_text (JsonObject *object, const char *member, const char *language)
{
  JsonObject *texts = anj_json_get_object (object, member);
  const char *text = NULL;

  if (texts == NULL)
    return anj_json_get_string (object, member, "");
  if (language != NULL)
    text = anj_json_get_string (texts, language, NULL);
  return text != NULL ? text : anj_json_get_string (texts, "id", "");
}
