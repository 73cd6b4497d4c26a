"""The GLSL programs of the renderer: one for surfaces, one for the backdrop."""

SURFACE_VERTEX = """
#version 330
uniform mat4 clip_from_world; uniform vec3 eye; uniform float nearer;
in vec3 place; in vec3 normal; in vec3 canon; in vec3 canon_normal; in vec2 uv; in float cover; in float part;
out vec3 v_place; out vec3 v_normal; out vec3 v_canon; out vec3 v_canon_normal;
out vec2 v_uv; out float v_cover;
flat out float v_part;
void main() {
    v_place = place; v_normal = normal; v_canon = canon; v_canon_normal = canon_normal; v_uv = uv;
    v_cover = cover; v_part = part;
    gl_Position = clip_from_world * vec4(place, 1.0);
    // Only for the depth test a layer may come nearer, so that an inner one never shows through its edge.
    vec4 moved = clip_from_world * vec4(place + nearer * normalize(eye - place), 1.0);
    gl_Position.z = moved.z / moved.w * gl_Position.w;
}
"""

SURFACE_FRAGMENT = """
#version 330
uniform sampler2D fabric; uniform sampler2D decal;
uniform vec4 decal_window;      // x0, z0, x1, z1 in canonical metres
uniform vec3 eye; uniform vec3 light_from[3]; uniform vec3 light_colour[3];
uniform vec3 ambient_up; uniform vec3 ambient_down;
uniform float wrap; uniform float gloss; uniform float shine;
uniform vec4 wave[6]; uniform float bump;
uniform float has_decal;
in vec3 v_place; in vec3 v_normal; in vec3 v_canon; in vec3 v_canon_normal; in vec2 v_uv; in float v_cover;
flat in float v_part;
layout(location = 0) out vec4 colour; layout(location = 1) out float part;

vec3 wrinkled(vec3 n) {
    if (bump <= 0.0) return n;
    vec3 slope = vec3(0.0);
    for (int i = 0; i < 6; i++) slope += wave[i].xyz * cos(dot(wave[i].xyz, v_canon) + wave[i].w);
    return normalize(n + bump * (slope - n * dot(slope, n)));
}

vec3 painted() {
    vec3 base = texture(fabric, v_uv).rgb;
    vec2 at = (v_canon.xz - decal_window.xy) / (decal_window.zw - decal_window.xy);
    if (has_decal > 0.5 && all(greaterThan(at, vec2(0.0))) && all(lessThan(at, vec2(1.0)))) {
        float half_x = v_canon_normal.y < 0.0 ? at.x * 0.5 : 1.0 - at.x * 0.5;
        vec4 top = texture(decal, vec2(half_x, at.y));
        base = mix(base, top.rgb, top.a);
    }
    return base * base;         // roughly from display to linear light
}

void main() {
    if (v_cover < 0.0) discard;
    vec3 to_eye = normalize(eye - v_place);
    vec3 n = normalize(v_normal);
    bool inside = dot(n, to_eye) < 0.0 && !gl_FrontFacing;
    n = wrinkled(gl_FrontFacing ? n : -n);
    vec3 base = painted();
    vec3 light = mix(ambient_down, ambient_up, 0.5 + 0.5 * n.z);
    vec3 glint = vec3(0.0);
    for (int i = 0; i < 3; i++) {
        float facing = (dot(n, light_from[i]) + wrap) / (1.0 + wrap);
        light += light_colour[i] * max(facing, 0.0);
        vec3 middle = normalize(light_from[i] + to_eye);
        if (gloss > 0.0) glint += light_colour[i] * pow(max(dot(n, middle), 0.0), shine) * step(0.0, facing);
    }
    float rim = 0.82 + 0.18 * max(dot(n, to_eye), 0.0);
    vec3 result = (base * light * rim + gloss * glint) * (inside ? 0.45 : 1.0);
    colour = vec4(sqrt(clamp(result, 0.0, 1.0)), 1.0);
    part = v_part / 255.0;
}
"""

BACKDROP_VERTEX = """
#version 330
in vec2 corner; out vec2 at;
void main() { at = corner * vec2(0.5, -0.5) + 0.5; gl_Position = vec4(corner, 0.9999, 1.0); }
"""

BACKDROP_FRAGMENT = """
#version 330
uniform sampler2D picture; in vec2 at;
layout(location = 0) out vec4 colour; layout(location = 1) out float part;
void main() { colour = vec4(texture(picture, at).rgb, 1.0); part = 0.0; }
"""
