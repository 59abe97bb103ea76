"""What the renderer runs for every vertex and every pixel.

The body is a dense mesh, so light and shadow are reckoned at its vertices; a pixel only adds gloss and strands of hair.
"""

MODEL_VERTEX = """#version 330
in vec3 position; in vec3 normal; in vec4 colour; in vec4 material; in vec2 strand;
uniform mat4 view_projection; uniform mat4 light_projection;
uniform vec3 eye; uniform vec3 sky; uniform vec3 ground;
uniform vec3 light_way[3]; uniform vec3 light_colour[3];
uniform sampler2DShadow shadow; uniform float soft;
out vec3 lit; out vec3 facing; out vec3 half_way; out vec3 gloss; out vec2 hair;
const vec2 RING[12] = vec2[12](
  vec2(0.13, 0.05), vec2(-0.22, 0.19), vec2(0.10, -0.36), vec2(0.42, 0.28), vec2(-0.50, -0.14), vec2(-0.05, 0.60),
  vec2(0.66, -0.22), vec2(-0.40, -0.60), vec2(-0.70, 0.42), vec2(0.40, -0.76), vec2(0.55, 0.76), vec2(-0.96, -0.2));
float seen(vec3 n) {
  vec3 at = (light_projection * vec4(position + 0.007 * n, 1.0)).xyz * 0.5 + 0.5;
  float sum = 0.0;
  for (int i = 0; i < 12; i++) sum += texture(shadow, at + vec3(RING[i] * soft, 0.0));
  return sum / 12.0;
}
void main() {
  vec3 n = normalize(normal); vec3 v = normalize(eye - position);
  if (material.a > 0.5 && dot(n, v) < 0.0) n = -n;
  float open = colour.a; float s = seen(n);
  vec3 under = material.b * vec3(0.34, 0.14, 0.08);
  vec3 light = mix(ground, sky, 0.5 + 0.5 * n.y) * open;
  vec3 key = max((dot(n, light_way[0]) + under) / (1.0 + under), 0.0) * mix(under * 0.35 + 0.12, vec3(1.0), s);
  light += light_colour[0] * key;
  light += light_colour[1] * max((dot(n, light_way[1]) + under) / (1.0 + under), 0.0) * mix(0.5, 1.0, open);
  light += light_colour[2] * max(dot(n, light_way[2]), 0.0) * open;
  float rim = 1.0 - max(dot(n, v), 0.0); rim *= rim; rim *= rim;
  lit = colour.rgb * colour.rgb * light + material.r * 0.35 * rim * open * (sky + light_colour[2]);
  facing = n; hair = strand;
  half_way = normalize(light_way[0] + v);
  gloss = vec3(material.r * s, mix(6.0, 90.0, material.g) * 1.44, material.a);
  gl_Position = view_projection * vec4(position, 1.0);
}"""

MODEL_PIXEL = """#version 330
in vec3 lit; in vec3 facing; in vec3 half_way; in vec3 gloss; in vec2 hair;
uniform vec3 light_colour[3]; uniform float exposure;
out vec4 pixel;
void main() {
  float shine = gloss.r * exp2(gloss.g * (dot(normalize(facing), half_way) - 1.0));
  float streak = 1.0;
  if (gloss.b > 0.5)
    streak += 0.13 * (sin(hair.x * 4200.0) + sin(hair.x * 2300.0 + 1.7) + sin(hair.x * 1300.0 + hair.y * 3.0));
  vec3 c = (lit + shine * light_colour[0]) * streak * exposure;
  c *= 1.35; c *= (1.0 + 0.25 * c) / (1.0 + 0.9 * c);
  pixel = vec4(sqrt(c), 1.0);
}"""

SHADOW_VERTEX = """#version 330
in vec3 position; uniform mat4 light_projection;
void main() { gl_Position = light_projection * vec4(position, 1.0); }"""

SHADOW_PIXEL = """#version 330
void main() {}"""

BACKDROP_VERTEX = """#version 330
in vec2 corner; out vec2 where;
void main() { where = vec2(corner.x, -corner.y) * 0.5 + 0.5; gl_Position = vec4(corner, 0.9999, 1.0); }"""

BACKDROP_PIXEL = """#version 330
in vec2 where; uniform sampler2D picture; out vec4 pixel;
void main() { pixel = texture(picture, where); }"""
