/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-wish-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-referral.h"

#define EMBLEM_HEIGHT_MM 70
#define MAX_ROW_MM 44
#define N_COLUMNS_LANDSCAPE 2
#define WISH_KEY "anj-wish"
#define QUESTION_KEY "anj-question"

struct _AnjNeedPage
{
  AnjWishPage parent_instance;
};

struct _AnjCoursePage
{
  AnjWishPage parent_instance;
};

struct _AnjIntakePage
{
  AnjWishPage parent_instance;
};

G_DEFINE_ABSTRACT_TYPE (AnjWishPage, anj_wish_page, ANJ_TYPE_PAGE)
G_DEFINE_FINAL_TYPE (AnjNeedPage, anj_need_page, ANJ_TYPE_WISH_PAGE)
G_DEFINE_FINAL_TYPE (AnjCoursePage, anj_course_page, ANJ_TYPE_WISH_PAGE)
G_DEFINE_FINAL_TYPE (AnjIntakePage, anj_intake_page, ANJ_TYPE_WISH_PAGE)

static void
on_clicked (AnjPage *self, GtkWidget *row)
{
  anj_visit_set_answer (anj_page_get_visit (self), g_object_get_data (G_OBJECT (row), QUESTION_KEY),
                        g_object_get_data (G_OBJECT (row), WISH_KEY));
  anj_page_next (self);
}

static GtkWidget *
make_row (AnjPage *self,
          const char *question,
          const char *icon_name,
          const char *code,
          const char *word)
{
  GtkWidget *row = anj_choice_row_new (anj_page_get_metrics (self), icon_name, word);

  g_object_set_data (G_OBJECT (row), QUESTION_KEY, (gpointer) question);
  g_object_set_data_full (G_OBJECT (row), WISH_KEY, g_strdup (code), g_free);
  anj_choice_row_set_selected (
      row, strcmp (anj_visit_get_answer (anj_page_get_visit (self), question), code) == 0);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
  return row;
}

static void
fill (AnjPage *self, AnjReferralList which, const char *icon_name)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *question = anj_referral_question (which);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  g_autoptr (GPtrArray) wishes = anj_referral_get_list (visit, which);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GtkWidget *list = NULL;

  for (guint i = 0; i < wishes->len; i++)
    {
      JsonObject *wish = wishes->pdata[i];

      g_ptr_array_add (
          rows, make_row (self, question, anj_json_get_string (wish, "icon", icon_name),
                          anj_json_get_string (wish, "code", ""),
                          anj_json_get_text (wish, "label", anj_visit_get_language (visit))));
    }
  g_ptr_array_add (rows, make_row (self, question, "tanya-petugas", ANJ_REFERRAL_NONE,
                                   anj_referral_none_word (which)));
  list = anj_choices_new (metrics, (GtkWidget *const *) rows->pdata, rows->len,
                          landscape && metrics->text_size < ANJ_TEXT_150 ? N_COLUMNS_LANDSCAPE : 1,
                          MAX_ROW_MM);
  if (landscape)
    anj_page_set_secondary (self, anj_pager_take_bar (ANJ_PAGER (list)));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_choices_show (self, list, icon_name, EMBLEM_HEIGHT_MM);
}

static void
anj_need_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (anj_need_page_parent_class)->constructed (object);

  anj_page_set_question (ANJ_PAGE (object), _ ("Keadaan mana yang paling cocok?"));
  fill (ANJ_PAGE (object), ANJ_REFERRAL_NEED, "usulkan");
}

static void
anj_course_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (anj_course_page_parent_class)->constructed (object);

  anj_page_set_question (ANJ_PAGE (object), _ ("Ingin belajar apa?"));
  fill (ANJ_PAGE (object), ANJ_REFERRAL_COURSE, "program-pelatihan");
}

static void
anj_intake_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (anj_intake_page_parent_class)->constructed (object);

  anj_page_set_question (ANJ_PAGE (object), _ ("Ingin mulai kapan?"));
  fill (ANJ_PAGE (object), ANJ_REFERRAL_INTAKE, "kalender");
}

static void
anj_wish_page_class_init (AnjWishPageClass *klass G_GNUC_UNUSED)
{
}

static void
anj_wish_page_init (AnjWishPage *self G_GNUC_UNUSED)
{
}

static void
anj_need_page_class_init (AnjNeedPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_need_page_constructed;
}

static void
anj_need_page_init (AnjNeedPage *self G_GNUC_UNUSED)
{
}

static void
anj_course_page_class_init (AnjCoursePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_course_page_constructed;
}

static void
anj_course_page_init (AnjCoursePage *self G_GNUC_UNUSED)
{
}

static void
anj_intake_page_class_init (AnjIntakePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_intake_page_constructed;
}

static void
anj_intake_page_init (AnjIntakePage *self G_GNUC_UNUSED)
{
}
