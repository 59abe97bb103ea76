"""Pictures of a body by OpenGL without a display (EGL; Mesa's software rasteriser where there is no GPU)."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from samples.studio import shaders
from samples.studio.body import Body, Bytes, Singles
from samples.studio.camera import Camera, Point, looking
from samples.studio.human import Floats
from samples.studio.scene import Scene

__all__ = ["Camera", "Renderer"]

_SHADOW_SIDE = 768


class Renderer:
    """Draws frames of one size: `load` a body and a scene, then ask for one `frame` after the other.

    Edges are smooth because `samples` pixels are drawn for each one of the frame; 2 will do.
    """

    def __init__(self, width: int, height: int, samples: int = 2) -> None:
        os.environ.setdefault("LP_NUM_THREADS", "0")
        import moderngl  # after the environment is set: the driver reads it when it wakes

        self.width, self.height = width, height
        create: Any = moderngl.create_standalone_context
        self._gl = gl = create(backend="egl")
        self._model = gl.program(vertex_shader=shaders.MODEL_VERTEX, fragment_shader=shaders.MODEL_PIXEL)
        self._shade = gl.program(vertex_shader=shaders.SHADOW_VERTEX, fragment_shader=shaders.SHADOW_PIXEL)
        self._back = gl.program(vertex_shader=shaders.BACKDROP_VERTEX, fragment_shader=shaders.BACKDROP_PIXEL)
        finer = max(samples, 1) ** 0.5
        self._size = (round(width * finer), round(height * finer))
        self._drawn = gl.framebuffer([gl.renderbuffer(self._size, 4)], gl.depth_renderbuffer(self._size))
        self._depth = gl.depth_texture((_SHADOW_SIDE, _SHADOW_SIDE))
        self._depth.compare_func = "<="
        self._depth.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._depth.repeat_x = self._depth.repeat_y = False
        self._shadow = gl.framebuffer(depth_attachment=self._depth)
        self._picture = gl.texture((width, height), 3, alignment=1)
        square = np.array([-1, -1, 1, -1, -1, 1, 1, 1], np.float32)
        self._wall = gl.vertex_array(self._back, [(gl.buffer(square.tobytes()), "2f", "corner")])
        self._triangle_strip, self._depth_test = moderngl.TRIANGLE_STRIP, moderngl.DEPTH_TEST
        self._cull_face = moderngl.CULL_FACE
        self._pixels = np.empty((self._size[1], self._size[0], 3), np.uint8)
        self._loaded: list[Any] = []

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give everything back."""
        self._gl.release()

    def load(self, body: Body, scene: Scene) -> None:
        """Send what does not change from frame to frame."""
        for old in self._loaded:
            old.release()
        gl, count = self._gl, len(body.colours)
        self._positions = gl.buffer(reserve=count * 12, dynamic=True)
        self._normals = gl.buffer(reserve=count * 12, dynamic=True)
        colours, material = gl.buffer(body.colours.tobytes()), gl.buffer(body.material.tobytes())
        strand, faces = gl.buffer(body.strand.tobytes()), gl.buffer(body.faces.tobytes())
        self._figure = gl.vertex_array(
            self._model,
            [
                (self._positions, "3f", "position"), (self._normals, "3f", "normal"), (colours, "4f1", "colour"),
                (material, "4f1", "material"), (strand, "2f", "strand"),
            ],
            faces,
        )  # fmt: skip
        self._caster = gl.vertex_array(self._shade, [(self._positions, "3f", "position")], faces)
        self._casters = body.casters * 3
        self._loaded = [self._figure, self._caster, self._positions, self._normals, colours, material, strand, faces]
        self._picture.write(np.ascontiguousarray(scene.background))
        self._light(scene)

    def backdrop(self, picture: Bytes) -> None:
        """Put another picture [height, width, 3] behind the body from now on."""
        self._picture.write(np.ascontiguousarray(picture))

    def frame(
        self, positions: Singles, normals: Singles, camera: Camera, scene: Scene, lit: Point | None = None
    ) -> Bytes:
        """The picture [height, width, 3] of the loaded body with its vertices here.

        Shadows are reckoned around `lit`, by default around what the camera looks at.
        """
        gl = self._gl
        self._positions.write(positions)
        self._normals.write(normals)
        light = _light_projection(np.array(lit or camera.target), np.array(scene.lights[0].way), scene.reach_m)
        gl.enable(self._depth_test)
        self._shadow.use()
        self._shadow.clear(depth=1.0)
        _write(self._shade, "light_projection", light)
        gl.enable(self._cull_face)
        self._caster.render(vertices=self._casters)
        gl.disable(self._cull_face)
        self._drawn.use()
        self._drawn.clear()
        self._depth.use(0)
        self._model["shadow"].value = 0
        _write(self._model, "light_projection", light)
        _write(self._model, "view_projection", camera.projection @ camera.view)
        self._model["eye"].value = camera.eye
        self._figure.render()
        self._picture.use(1)
        self._back["picture"].value = 1
        self._wall.render(self._triangle_strip)
        self._drawn.read_into(self._pixels, components=3, alignment=1)
        picture = cv2.resize(self._pixels, (self.width, self.height), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.flip(picture, 0), dtype=np.uint8)

    def _light(self, scene: Scene) -> None:
        model = self._model
        ways = np.array([np.array(light.way) / np.linalg.norm(light.way) for light in scene.lights])
        model["light_way"].write(ways.astype(np.float32).tobytes())
        model["light_colour"].write(np.array([light.colour for light in scene.lights], np.float32).tobytes())
        model["sky"].value, model["ground"].value = scene.sky, scene.ground
        model["exposure"].value = scene.exposure
        model["soft"].value = scene.softness


def _write(program: Any, name: str, matrix: Floats) -> None:
    program[name].write(np.ascontiguousarray(matrix.T, np.float32).tobytes())


def _light_projection(centre: Floats, way: Floats, reach_m: float) -> npt.NDArray[np.float64]:
    """What the first light sees of the room, [4, 4]."""
    way = way / np.linalg.norm(way)
    near, far = 0.1, 4.0
    flat = np.diag([1 / reach_m, 1 / reach_m, -2 / (far - near), 1.0])
    flat[2, 3] = -(far + near) / (far - near)
    return np.asarray(flat @ looking(centre + 2 * way, centre))
