/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/recorder/anj-pipeline.h"

#include <string.h>

/* enough to read a letter that is held before the camera; not more frames than a small processor
 * shows while it does all else */
#define SIZES "width=(int)[320,1920],height=(int)[240,1200]"
#define RATE "videorate max-rate=8"
/* what waits for a slow reader: two frames, or half a second */
#define CAMERA_OUT "appsink name=out sync=false drop=true max-buffers=2"
#define MICROPHONE_OUT "appsink name=out sync=false drop=true max-buffers=25"
#define SOUND "audio/x-raw,format=S16LE,rate=16000,channels=1"

static const char *const camera_plugins[] = { "app",  "coreelements", "video4linux2",
                                              "jpeg", "videorate",    "videoconvertscale" };
static const char *const microphone_plugins[] = { "app", "coreelements", "alsa", "audioconvert",
                                                  "audioresample" };

/* a camera that gives JPEG itself: its frames go on as they are */
static const char jpeg_camera[] = "v4l2src name=in ! image/jpeg," SIZES " ! " RATE " ! " CAMERA_OUT;
static const char raw_camera[] = "v4l2src name=in ! video/x-raw," SIZES " ! " RATE
                                 " ! videoconvert ! jpegenc ! " CAMERA_OUT;
static const char test_camera[] =
    "videotestsrc is-live=true pattern=ball background-color=0xff4f4336 ! "
    "video/x-raw,width=1280,height=960,framerate=16/1 ! "
    "videoconvert ! jpegenc ! image/jpeg," SIZES " ! " RATE " ! " CAMERA_OUT;
static const char microphone[] = "alsasrc name=in latency-time=20000 ! audioconvert ! "
                                 "audioresample ! " SOUND " ! " MICROPHONE_OUT;
static const char test_microphone[] = "audiotestsrc is-live=true wave=ticks volume=0.5 "
                                      "samplesperbuffer=320 ! " SOUND " ! " MICROPHONE_OUT;

static gboolean
load_plugin (const char *name, GError **error)
{
  g_autofree char *file = g_strdup_printf (ANJ_GST_PLUGINS_DIR "/libgst%s.so", name);
  g_autoptr (GstPlugin) plugin = gst_plugin_load_file (file, error);

  return plugin != NULL;
}

static gboolean
load_plugins (const char *const *names, gsize n_names, GError **error)
{
  for (gsize i = 0; i < n_names; i++)
    if (!load_plugin (names[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
initialize (AnjPipelineKind kind, gboolean is_test, GError **error)
{
  static const char *const nothing[] = { "GST_PLUGIN_PATH", "GST_PLUGIN_PATH_1_0",
                                         "GST_PLUGIN_SYSTEM_PATH", "GST_PLUGIN_SYSTEM_PATH_1_0" };

  g_setenv ("GST_REGISTRY_DISABLE", "yes", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_setenv (nothing[i], "", TRUE);
  if (!gst_init_check (NULL, NULL, error))
    return FALSE;
  if (is_test &&
      !load_plugin (kind == ANJ_PIPELINE_CAMERA ? "videotestsrc" : "audiotestsrc", error))
    return FALSE;
  return kind == ANJ_PIPELINE_CAMERA
             ? load_plugins (camera_plugins, G_N_ELEMENTS (camera_plugins), error)
             : load_plugins (microphone_plugins, G_N_ELEMENTS (microphone_plugins), error);
}

static GstElement *
parse (const char *description, const char *device, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, &local_error);
  g_autoptr (GstElement) source = NULL;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  source = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  if (source != NULL)
    g_object_set (source, "device", device, NULL);
  return g_steal_pointer (&pipeline);
}

GError *
anj_pipeline_take_fault (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  GError *fault = NULL;

  if (message != NULL)
    gst_message_parse_error (message, &fault, NULL);
  return fault;
}

/* whether the camera behind @pipeline can give what it is asked for */
static gboolean
can_give (GstElement *pipeline, const char *caps_text)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");
  g_autoptr (GstCaps) wanted = gst_caps_from_string (caps_text);
  g_autoptr (GstCaps) given = NULL;
  gboolean can;

  /* open, but not filming: only now are its own formats known */
  can = gst_element_set_state (source, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
  given = gst_pad_query_caps (pad, wanted);
  can = can && !gst_caps_is_empty (given);
  gst_element_set_state (source, GST_STATE_NULL);
  return can;
}

static GstElement *
make_camera (const char *device, GError **error)
{
  g_autoptr (GstElement) pipeline = parse (jpeg_camera, device, error);

  if (pipeline == NULL || can_give (pipeline, "image/jpeg," SIZES))
    return g_steal_pointer (&pipeline);
  return parse (raw_camera, device, error);
}

GstElement *
anj_pipeline_new (AnjPipelineKind kind, const char *device, GError **error)
{
  gboolean is_test = strcmp (device, ANJ_PIPELINE_TEST_DEVICE) == 0;

  if (!initialize (kind, is_test, error))
    return NULL;
  if (is_test)
    return parse (kind == ANJ_PIPELINE_CAMERA ? test_camera : test_microphone, device, error);
  if (kind == ANJ_PIPELINE_CAMERA)
    return make_camera (device, error);
  return parse (microphone, device, error);
}
