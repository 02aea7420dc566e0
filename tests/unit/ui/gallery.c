/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows a page of the screen with a sample resident, so that it can be looked at (and a picture
 * taken with `import -window root`):
 *
 *   gallery PAGE[:PROGRAMME|:KIND|:HARD-CASE|:DOOR|:STATUS-AS-JSON] [LANGUAGE [TEXT-SIZE 0…3 [WIDTH
 * HEIGHT PX-PER-MM [THEME 0…2 [reach]]]]]
 */

#include <stdlib.h>
#include <string.h>

#include "core/anj-json.h"
#include "sample-screen.h"
#include "ui/anj-service-page.h"

/* how high each widget is and wants to be */
static void
dump_widget (GtkWidget *widget, int depth)
{
  int minimum, natural, minimum_for_width, minimum_width, minimum_wide;
  int width = gtk_widget_get_width (widget);

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, &minimum_for_width,
                      NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 1 << 20, &minimum_wide, NULL, NULL, NULL);
  g_print ("%s%*s%s %d×%d; width %d or more; height %d…%d, here %d\n",
           minimum_wide > minimum ? "! " : "", 2 * depth, "", G_OBJECT_TYPE_NAME (widget), width,
           gtk_widget_get_height (widget), minimum_width, minimum, natural, minimum_for_width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    dump_widget (child, depth + 1);
}

static gboolean
dump (gpointer screen)
{
  dump_widget (GTK_WIDGET (screen), 0);
  return G_SOURCE_REMOVE;
}

static void
show_door (GtkWidget *widget, AnjDoor door)
{
  if (ANJ_IS_SERVICE_PAGE (widget))
    anj_service_page_show_door (ANJ_SERVICE_PAGE (widget), door);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    show_door (child, door);
}

static void
set_status (AnjVisit *visit, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) status = anj_json_parse_object (bytes, NULL);

  anj_visit_set_status (visit, status);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) page = g_strsplit (argc > 1 ? argv[1] : "hasil", ":", 2);
  const char *language = argc > 2 ? argv[2] : "id";
  AnjTextSize size = argc > 3 ? (AnjTextSize) atoi (argv[3]) : ANJ_TEXT_100;
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  AnjScreen *screen = NULL;
  int door = -1;
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  if (argc > 6)
    metrics = (AnjMetrics){ .px_per_mm = g_ascii_strtod (argv[6], NULL),
                            .width_px = atoi (argv[4]),
                            .height_px = atoi (argv[5]) };
  if (!sample_screen_init ())
    return 1;
  screen = sample_screen_new (metrics, language);
  sample_visit_begin_for (anj_screen_get_visit (screen), page[0]);
  if (page[1] != NULL && g_ascii_isdigit (page[1][0]))
    door = atoi (page[1]);
  else if (page[1] != NULL && page[1][0] == '{')
    set_status (anj_screen_get_visit (screen), page[1]);
  else if (page[1] != NULL && g_ascii_isupper (page[1][0]))
    sample_visit_choose (anj_screen_get_visit (screen), page[1]);
  else if (page[1] != NULL && !sample_visit_make_hard (anj_screen_get_visit (screen), page[1]))
    sample_visit_begin (anj_screen_get_visit (screen), page[1]);
  /* a change of size builds the header anew, with the place that is known now */
  anj_visit_set_text_size (anj_screen_get_visit (screen), ANJ_TEXT_125);
  anj_visit_set_text_size (anj_screen_get_visit (screen), size);
  anj_visit_set_theme (anj_screen_get_visit (screen), argc > 7 ? (AnjTheme) atoi (argv[7]) : 0);
  anj_visit_set_reach (anj_screen_get_visit (screen), argc > 8);
  anj_screen_show_page (screen, page[0]);
  if (door >= 0)
    show_door (GTK_WIDGET (screen), (AnjDoor) door);
  gtk_window_present (GTK_WINDOW (screen));
  if (g_getenv ("GALLERY_DUMP") != NULL)
    g_timeout_add (1500, dump, screen);
  g_main_loop_run (loop);
  return 0;
}
