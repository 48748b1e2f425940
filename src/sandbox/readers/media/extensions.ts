/** Extensions that the library takes for images, sounds and films in tars. */
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

export const IMAGE_EXTENSIONS = words(`
  blp bmp dib bufr cur pcx dcx dds ps eps fit fits fli flc ftc ftu gbr gif grib h5 hdf png apng jp2 j2k jpc jpf jpx j2c
  icns ico im iim tif tiff jfif jpe jpg jpeg mpg mpeg msp pcd pxr pbm pgm ppm pnm psd bw rgb rgba sgi ras tga icb vda vst
  webp wmf emf xbm xpm
`)
export const AUDIO_EXTENSIONS = words(`
  aiff au avr caf flac htk svx mat4 mat5 mpc2k ogg paf pvf raw rf64 sd2 sds ircam voc w64 wav nist wavex wve xi mp3 opus
`)
export const VIDEO_EXTENSIONS = words('mkv mp4 avi mpeg mov')
