import { faceConfig } from '../../scripts/vite-face.ts';

export default faceConfig(import.meta.dirname);
