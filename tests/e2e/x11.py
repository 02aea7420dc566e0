# SPDX-License-Identifier: GPL-3.0-or-later
"""An X server seen from outside: its windows, its selections, and a mouse and keyboard to play with
at thousands of events a second, which a process for each (xdotool) could not."""

import ctypes
import ctypes.util

from village import Failure

SELECTIONS = ("PRIMARY", "SECONDARY", "CLIPBOARD")
IS_HIDDEN, IS_VIEWABLE = 0, 2
CLIENT_MESSAGE = 33
Z_PIXMAP = 2


class Attributes(ctypes.Structure):
    """XWindowAttributes"""

    _fields_ = [(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")]
    _fields_ += [("visual", ctypes.c_void_p), ("root", ctypes.c_ulong)]
    _fields_ += [(name, ctypes.c_int) for name in ("class_", "bit_gravity", "win_gravity",
                                                   "backing_store")]
    _fields_ += [("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong),
                 ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong),
                 ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int),
                 ("all_event_masks", ctypes.c_long), ("your_event_mask", ctypes.c_long),
                 ("do_not_propagate_mask", ctypes.c_long), ("override_redirect", ctypes.c_int),
                 ("screen", ctypes.c_void_p)]


class Image(ctypes.Structure):
    """XImage, as far as it is read here"""

    _fields_ = [(name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")]
    _fields_ += [("data", ctypes.c_void_p)]
    _fields_ += [(name, ctypes.c_int) for name in ("byte_order", "bitmap_unit", "bitmap_bit_order",
                                                   "bitmap_pad", "depth", "bytes_per_line")]


class Message(ctypes.Structure):
    """XClientMessageEvent, as large as any XEvent"""

    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("pad", ctypes.c_long * 12)]


def library(name):
    found = ctypes.util.find_library(name)
    if found is None:
        raise Failure(f"there is no lib{name}")
    loaded = ctypes.CDLL(found)
    return loaded


class XServer:
    """A connection to the display that the environment names."""

    def __init__(self):
        self.x11, self.xtst = library("X11"), library("Xtst")
        # windows come and go while we look
        self.ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
            lambda *_: 0)
        self.x11.XSetErrorHandler(self.ignore)
        for function, result in ((self.x11.XOpenDisplay, ctypes.c_void_p),
                                 (self.x11.XDefaultRootWindow, ctypes.c_ulong),
                                 (self.x11.XInternAtom, ctypes.c_ulong),
                                 (self.x11.XGetSelectionOwner, ctypes.c_ulong),
                                 (self.x11.XGetImage, ctypes.POINTER(Image)),
                                 (self.x11.XStringToKeysym, ctypes.c_ulong),
                                 (self.x11.XKeysymToKeycode, ctypes.c_ubyte)):
            function.restype = result
        opened = self.x11.XOpenDisplay(None)
        if not opened:
            raise Failure("no display")
        self.display = ctypes.c_void_p(opened)
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))

    def close(self):
        self.x11.XCloseDisplay(self.display)

    # looking

    def _atom(self, name):
        return ctypes.c_ulong(self.x11.XInternAtom(self.display, name.encode(), 0))

    def selection_owners(self):
        """Names of the selections that somebody owns: something was copied."""
        return [name for name in SELECTIONS
                if self.x11.XGetSelectionOwner(self.display, self._atom(name))]

    def windows(self, map_state=IS_VIEWABLE):
        """(id, x, y, width, height) of each window on the root that can be seen, or is hidden."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, n_children = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self.x11.XQueryTree(self.display, self.root, ctypes.byref(root), ctypes.byref(parent),
                            ctypes.byref(children), ctypes.byref(n_children))
        found = []
        for window in [children[i] for i in range(n_children.value)]:
            seen = Attributes()
            if self.x11.XGetWindowAttributes(self.display, ctypes.c_ulong(window),
                                             ctypes.byref(seen)) and seen.map_state == map_state:
                found.append((window, seen.x, seen.y, seen.width, seen.height))
        if n_children.value:
            self.x11.XFree(children)
        return found

    def pixels(self, x, y, width, height):
        """What is seen there: four bytes a pixel, blue first."""
        every_plane = ctypes.c_ulong(0xffffffff)
        image = self.x11.XGetImage(self.display, self.root, x, y, width, height, every_plane,
                                   Z_PIXMAP)
        if not image:
            raise Failure(f"nothing to be seen at {x}, {y}")
        seen = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * height)
        self.x11.XDestroyImage(image)
        return seen

    # acting

    def sync(self):
        self.x11.XSync(self.display, 0)

    def place(self, window, width, height):
        self.x11.XMoveResizeWindow(self.display, ctypes.c_ulong(window), 0, 0, width, height)
        self.sync()

    def move(self, x, y):
        self.xtst.XTestFakeMotionEvent(self.display, -1, int(x), int(y), ctypes.c_ulong(0))

    def button(self, number, down):
        self.xtst.XTestFakeButtonEvent(self.display, number, int(down), ctypes.c_ulong(0))

    def key(self, name, down):
        """@name: of a keysym; one that no key has is left out."""
        keysym = ctypes.c_ulong(self.x11.XStringToKeysym(name.encode()))
        code = self.x11.XKeysymToKeycode(self.display, keysym)
        if code:
            self.xtst.XTestFakeKeyEvent(self.display, code, int(down), ctypes.c_ulong(0))

    def ask_to_close(self, window):
        """What a window manager sends for Alt-F4."""
        message = Message(CLIENT_MESSAGE, 0, 1, self.display, window,
                          self._atom("WM_PROTOCOLS").value, 32)
        message.data[0] = self._atom("WM_DELETE_WINDOW").value
        self.x11.XSendEvent(self.display, ctypes.c_ulong(window), 0, ctypes.c_long(0),
                            ctypes.byref(message))
